namespace GreyActors.Core.Greylisting;

/// <summary>Finds a number by its rank without sorting all of them.</summary>
internal static class Smallest
{
    /// <summary>The <paramref name="rank"/>th smallest, counted from 1; reorders the numbers (Hoare's quickselect).</summary>
    public static long Of(Span<long> numbers, int rank)
    {
        while (numbers.Length > 1)
        {
            var pivot = numbers[numbers.Length / 2];
            var (left, right) = (0, numbers.Length - 1);
            while (left <= right)
            {
                while (numbers[left] < pivot)
                    left++;
                while (numbers[right] > pivot)
                    right--;
                if (left > right)
                    break;
                (numbers[left], numbers[right]) = (numbers[right--], numbers[left++]);
            }

            if (rank > right + 1 && rank <= left)
                return pivot;
            var isBelow = rank <= right + 1;
            numbers = isBelow ? numbers[..(right + 1)] : numbers[left..];
            rank -= isBelow ? 0 : left;
        }

        return numbers[0];
    }
}
