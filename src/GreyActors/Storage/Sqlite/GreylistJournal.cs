namespace GreyActors.Storage.Sqlite;

/// <summary>The journal of the greylist.</summary>
/// <remarks>Stops when the actor system does.</remarks>
public sealed class GreylistJournal : StoreJournal;
