namespace GreyActors.Core.Smtp;

/// <summary>Cuts a stream of bytes into the units of a protocol, independently of packets. Its memory is bounded.</summary>
public interface IFramer
{
    /// <summary>Finds the end of the unit in <paramref name="input"/>, and consumes <paramref name="taken"/> bytes.</summary>
    /// <param name="input">The new input.</param>
    /// <param name="taken">The number of bytes consumed; all of them if no unit has ended.</param>
    /// <param name="unit">The unit if the result is <see cref="Framed.Line"/>; a copy that the caller owns.</param>
    Framed Read(ReadOnlySpan<byte> input, out int taken, out ReadOnlyMemory<byte> unit);
}
