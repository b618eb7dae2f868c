namespace GreyActors.Core.Greylisting;

/// <summary>Folds the reverse-paths of one conversation into one.</summary>
public static class SenderNormaliser
{
}
