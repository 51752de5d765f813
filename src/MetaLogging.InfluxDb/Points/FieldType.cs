namespace MetaLogging.InfluxDb.Points;

/// <summary>The types that fields have.</summary>
internal enum FieldType
{
    Text,
    Integer,
    Float,
    Boolean,
}
