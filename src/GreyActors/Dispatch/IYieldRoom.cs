namespace GreyActors.Dispatch;

/// <summary>A message that may fill only half of a <see cref="DroppingMailbox"/>: lines of busy clients must not crowd out more important messages.</summary>
public interface IYieldRoom;
