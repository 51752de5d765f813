using DuckDB.NET.Native;

namespace MetaLogging.Embedded.Tables;

/// <summary>The types that columns have, with DuckDB's own numbers for them.</summary>
internal enum ColumnType
{
    Boolean = DuckDBType.Boolean,
    UTinyInt = DuckDBType.UnsignedTinyInt,
    Integer = DuckDBType.Integer,
    BigInt = DuckDBType.BigInt,
    Double = DuckDBType.Double,
    Uuid = DuckDBType.Uuid,
    Varchar = DuckDBType.Varchar,
    VarcharList = DuckDBType.List,
}
