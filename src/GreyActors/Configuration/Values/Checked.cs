using System.Diagnostics.CodeAnalysis;

namespace GreyActors.Configuration.Values;

/// <summary>A value, or the problem with its text.</summary>
internal readonly record struct Checked<T>
{
    private Checked(T? value, string? problem)
    {
        Value = value;
        Problem = problem;
    }

    public T? Value { get; }

    public string? Problem { get; }

    public static implicit operator Checked<T>(Wrong wrong) => new(default, wrong.Problem);

    public static Checked<T> Of(T value) => new(value, null);

    public bool IsGood([NotNullWhen(true)] out T? value)
    {
        value = Value;
        return Problem is null;
    }
}

/// <summary>A problem with a value of any type.</summary>
/// <param name="Problem">Continues a sentence that begins with the text: "has no unit …".</param>
internal readonly record struct Wrong(string Problem);
