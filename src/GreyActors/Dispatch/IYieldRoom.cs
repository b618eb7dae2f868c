namespace GreyActors.Dispatch;

/// <summary>A message that may take half of a <see cref="DroppingMailbox"/> only: talkative clients must not crowd out what matters more.</summary>
public interface IYieldRoom;
