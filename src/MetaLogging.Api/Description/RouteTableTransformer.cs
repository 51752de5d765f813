using System.Globalization;
using MetaLogging.Api.Access;
using MetaLogging.Api.Routing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MetaLogging.Api.Description;

/// <summary>Makes the OpenAPI document of the table of routes, so that what is described is what there is.</summary>
internal sealed class RouteTableTransformer(RouteTable table) : IOpenApiDocumentTransformer
{
    /// <summary>The name of the one way to say who one is.</summary>
    public const string KeyScheme = "key";

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "MetaLogging",
            Version = "v1",
            Description = "The audit trail over HTTP. Errors are problem details (RFC 9457) that name the field. Send an API key: `Authorization: Bearer KEY`.",
        };
        document.Components = new()
        {
            Schemas = Schemas.Make(document),
            SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key" },
            },
        };
        document.Paths = [];
        foreach (IGrouping<string, ApiRoute> path in table.Routes.GroupBy(route => route.Pattern))
        {
            OpenApiPathItem item = new() { Operations = [] };
            foreach (ApiRoute route in path)
            {
                item.Operations!.Add(new HttpMethod(route.Verb), Operation(document, route));
            }

            document.Paths.Add(path.Key.Replace("{**", "{", StringComparison.Ordinal), item);
        }

        return Task.CompletedTask;
    }

    static OpenApiOperation Operation(OpenApiDocument document, ApiRoute route)
    {
        RouteDescription description = route.Description;
        OpenApiOperation operation = new()
        {
            Summary = description.Summary,
            Description = route.Permission is { } permission
                ? $"{description.Words} Needs {PermissionNames.Name(permission)}.".Trim()
                : description.Words,
            Tags = new HashSet<OpenApiTagReference> { new(description.Group, document) },
            Parameters = [.. description.Parameters.Select(Parameter)],
            Responses = [],
        };
        if (description.Body.Count > 0)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = description.Body.ToDictionary(body => body.MediaType, body => MediaType(document, body.Schema)),
            };
        }

        foreach (IGrouping<int, (int Status, string Words, string MediaType, string? Schema)> status in description.Answers.GroupBy(answer => answer.Status))
        {
            operation.Responses.Add(status.Key.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = status.First().Words,
                Content = status.ToDictionary(answer => answer.MediaType, answer => MediaType(document, answer.Schema)),
            });
        }

        operation.Responses.Add("default", new OpenApiResponse
        {
            Description = "What is wrong",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = MediaType(document, "Problem") },
        });
        if (route.Permission is not null)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        }

        return operation;
    }

    static OpenApiMediaType MediaType(OpenApiDocument document, string? schema) =>
        new() { Schema = schema is null ? new OpenApiSchema { Type = JsonSchemaType.String } : new OpenApiSchemaReference(schema, document) };

    static IOpenApiParameter Parameter(ParameterDescription parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = parameter.IsInPath ? ParameterLocation.Path : ParameterLocation.Query,
        Required = parameter.IsInPath,
        Description = parameter.Words,
        Schema = parameter.IsMany ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = parameter.Schema } : parameter.Schema,
    };
}
