// Parses line protocol with the server's own package, and predicates of deletions with its own parser, for as long as somebody asks: each line of
// standard input is {"lines"} or {"predicate"}, and is answered by a line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/influxdata/influxdb/models"
	"github.com/influxdata/influxql"
)

type question struct {
	Lines     *string `json:"lines"`
	Predicate *string `json:"predicate"`
}

type field struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type point struct {
	Measurement string            `json:"measurement"`
	Tags        map[string]string `json:"tags"`
	Fields      map[string]field  `json:"fields"`
	Time        string            `json:"time"`
	Line        string            `json:"line"`
}

type answer struct {
	Points     []point     `json:"points"`
	Conditions [][3]string `json:"conditions"`
	Error      string      `json:"error"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		var said answer
		if err := json.Unmarshal(line, &asked); err != nil {
			said.Error = err.Error()
		} else if asked.Lines != nil {
			said = parsePoints(*asked.Lines)
		} else {
			said = parsePredicate(*asked.Predicate)
		}
		if err := out.Encode(said); err != nil {
			panic(err)
		}
	}
}

func parsePoints(lines string) answer {
	points, err := models.ParsePointsWithPrecision([]byte(lines), time.Unix(0, 0), "n")
	if err != nil {
		return answer{Error: err.Error()}
	}
	said := answer{}
	for _, parsed := range points {
		fields, err := parsed.Fields()
		if err != nil {
			return answer{Error: err.Error()}
		}
		one := point{
			Measurement: string(parsed.Name()),
			Tags:        parsed.Tags().Map(),
			Fields:      map[string]field{},
			Time:        strconv.FormatInt(parsed.UnixNano(), 10),
			Line:        parsed.String(),
		}
		for name, value := range fields {
			one.Fields[name] = fieldOf(value)
		}
		said.Points = append(said.Points, one)
	}
	return said
}

func fieldOf(value interface{}) field {
	switch value := value.(type) {
	case int64:
		return field{"Integer", strconv.FormatInt(value, 10)}
	case float64:
		return field{"Float", strconv.FormatFloat(value, 'g', -1, 64)}
	case bool:
		return field{"Boolean", strconv.FormatBool(value)}
	case string:
		return field{"Text", value}
	default:
		return field{fmt.Sprintf("%T", value), ""}
	}
}

// The comparisons that AND joins. 2.x takes a value as an identifier only: predicate/parser.go of v2.7.
func parsePredicate(text string) answer {
	expression, err := influxql.ParseExpr(text)
	if err != nil {
		return answer{Error: err.Error()}
	}
	said := answer{}
	var walk func(influxql.Expr) error
	walk = func(expression influxql.Expr) error {
		both, ok := expression.(*influxql.BinaryExpr)
		if !ok {
			return fmt.Errorf("%T", expression)
		}
		if both.Op == influxql.AND {
			if err := walk(both.LHS); err != nil {
				return err
			}
			return walk(both.RHS)
		}
		left, isKey := both.LHS.(*influxql.VarRef)
		right, isValue := both.RHS.(*influxql.VarRef)
		if !isKey || !isValue {
			return fmt.Errorf("%s is no comparison of a tag", both)
		}
		said.Conditions = append(said.Conditions, [3]string{left.Val, both.Op.String(), right.Val})
		return nil
	}
	if err := walk(expression); err != nil {
		return answer{Error: err.Error()}
	}
	return said
}
