using System.Collections.Immutable;

namespace GreyActors.Configuration.Hocon;

/// <summary>The syntax of one file, before includes, merging and substitution.</summary>
internal abstract record HoconSyntax
{
    private HoconSyntax(Origin origin)
    {
        Origin = origin;
    }

    public Origin Origin { get; }

    /// <summary><c>{ … }</c>, or a whole file.</summary>
    public sealed record Map(Origin Origin, ImmutableArray<HoconStatement> Statements) : HoconSyntax(Origin);

    /// <summary><c>[ … ]</c>.</summary>
    public sealed record List(Origin Origin, ImmutableArray<HoconSyntax> Items) : HoconSyntax(Origin);

    /// <summary>Text, quoted or not; numbers and words are also text until a setting needs more.</summary>
    public sealed record Scalar(Origin Origin, string Text, bool Quoted) : HoconSyntax(Origin);

    /// <summary><c>${a.b}</c> or <c>${?a.b}</c>; <paramref name="Text"/> is the path as written, which may name an environment variable.</summary>
    public sealed record Substitution(Origin Origin, ImmutableArray<string> Path, string Text, bool Optional) : HoconSyntax(Origin);

    /// <summary>Several adjacent values in one value, with the spaces between them.</summary>
    public sealed record Concatenation(Origin Origin, ImmutableArray<HoconSyntax> Parts) : HoconSyntax(Origin);

    /// <summary>A value that could not be parsed. The error has been reported.</summary>
    public sealed record Broken(Origin Origin) : HoconSyntax(Origin);
}

/// <summary>A statement within <c>{ … }</c>.</summary>
internal abstract record HoconStatement
{
    private HoconStatement(Origin origin)
    {
        Origin = origin;
    }

    public Origin Origin { get; }

    /// <summary><c>path = value</c>, <c>path { … }</c>; with <paramref name="Append"/>, <c>path += value</c>.</summary>
    public sealed record Assign(Origin Origin, ImmutableArray<string> Path, bool Append, HoconSyntax Value) : HoconStatement(Origin);

    /// <summary><c>include "file"</c>.</summary>
    public sealed record Include(Origin Origin, string File) : HoconStatement(Origin);

    /// <summary>An include with its file.</summary>
    public sealed record Included(Origin Origin, HoconSyntax.Map Content) : HoconStatement(Origin);
}
