namespace GreyActors.Storage.Sqlite;

/// <summary>An event in the store.</summary>
/// <param name="Identifier">The serializer that wrote the bytes.</param>
internal readonly record struct StoredEvent(string PersistenceId, long SequenceNr, int Identifier, string Manifest, byte[] Bytes);

/// <summary>A snapshot in the store.</summary>
/// <param name="Created">UTC ticks; with the sequence number, it identifies the snapshot.</param>
/// <param name="Identifier">The serializer that wrote the bytes.</param>
internal readonly record struct StoredSnapshot(string PersistenceId, long SequenceNr, long Created, int Identifier, string Manifest, byte[] Bytes);
