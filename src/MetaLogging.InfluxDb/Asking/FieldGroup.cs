namespace MetaLogging.InfluxDb.Asking;

/// <summary>How many points share the values of some text fields.</summary>
/// <param name="Values">The values in the order of the fields; null: absent. A blanked field counts as empty.</param>
/// <param name="Points">How many.</param>
internal readonly record struct FieldGroup(string?[] Values, long Points);
