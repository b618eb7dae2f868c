namespace GreyActors.Storage.Sqlite;

/// <summary>An event as it lies in the store.</summary>
/// <param name="Identifier">Which serializer wrote the bytes.</param>
internal readonly record struct StoredEvent(string PersistenceId, long SequenceNr, int Identifier, string Manifest, byte[] Bytes);

/// <summary>A snapshot as it lies in the store.</summary>
/// <param name="Created">UTC ticks; with the sequence number it says which snapshot this is.</param>
/// <param name="Identifier">Which serializer wrote the bytes.</param>
internal readonly record struct StoredSnapshot(string PersistenceId, long SequenceNr, long Created, int Identifier, string Manifest, byte[] Bytes);
