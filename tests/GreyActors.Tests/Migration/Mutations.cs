using System.Buffers.Binary;

namespace GreyActors.Tests.Migration;

/// <summary>Changes databases like an attacker or a bad disk.</summary>
internal static class Mutations
{
    // Values that cause circles, large offsets and wrong counts.
    private static readonly uint[] Numbers = [0, 1, 2, 3, 7, 255, 256, 4095, 4096, 65535, 65536, 1 << 20, int.MaxValue, 1u << 31, uint.MaxValue];

    /// <summary>Returns a copy with several changes.</summary>
    public static byte[] Of(byte[] whole, Random random)
    {
        var changed = (byte[])whole.Clone();
        for (var changes = random.Next(1, 12); changes > 0; changes--)
        {
            // Half of the changes are in the first page, which determines how the others are read.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(128, changed.Length - 8) : changed.Length - 8);
            switch (random.Next(6))
            {
                case 0:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 1:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), Numbers[random.Next(Numbers.Length)]);
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), (uint)random.Next(64));
                    break;
                case 4:
                    var page = 512 << random.Next(4);
                    if (changed.Length >= page)
                        changed.AsSpan(random.Next(changed.Length / page) * page, page).CopyTo(changed.AsSpan(random.Next(changed.Length / page) * page));
                    break;
                default:
                    if (random.Next(8) == 0)
                        return changed[..random.Next(changed.Length)];
                    changed.AsSpan(at, Math.Min(random.Next(64), changed.Length - at)).Reverse();
                    break;
            }
        }

        return changed;
    }
}
