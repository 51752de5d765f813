using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>The database is not there.</summary>
internal sealed class MissingDatabaseException(string message) : StoreException(message);
