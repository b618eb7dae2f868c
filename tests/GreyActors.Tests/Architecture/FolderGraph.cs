using System.Text.RegularExpressions;
using Mono.Cecil;

namespace GreyActors.Tests.Architecture;

/// <summary>The dependencies between the folders of <c>src</c>, with a witness for each.</summary>
/// <remarks>
/// A folder is a namespace: <c>GreyActors.Core.Smtp</c> is <c>Core.Smtp</c>, and <c>Program.cs</c>, which has none, is <c>Program</c>. The assemblies show every
/// reference except those to constants. Therefore each <c>using</c> (an unused one fails the build) and each qualified name in the source counts too.
/// </remarks>
internal sealed partial class FolderGraph
{
    private const string Prefix = "GreyActors.";
    private const string Root = "Program";

    private static readonly string[] Generated = [".Stored", ".Wire"];

    private readonly SortedDictionary<(string From, string To), string> _witnesses = [];

    private FolderGraph()
    {
    }

    private static readonly HashSet<string> Types =
        [.. new[] { SourceTree.Core, SourceTree.Program }.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.IsNested).Select(type => type.FullName!)];

    public static FolderGraph Actual { get; } = Read();

    public IEnumerable<(string From, string To)> Dependencies => _witnesses.Keys;

    public string WitnessOf((string From, string To) dependency) => _witnesses[dependency];

    private static FolderGraph Read()
    {
        var graph = new FolderGraph();
        foreach (var assembly in new[] { SourceTree.Core, SourceTree.Program })
        {
            using var module = ModuleDefinition.ReadModule(assembly.Location);
            foreach (var type in module.GetTypes())
                graph.AddReferencesOf(type);
        }

        foreach (var file in SourceTree.Sources)
            graph.AddNamesIn(file);
        return graph;
    }

    private void AddNamesIn(SourceFile file)
    {
        var own = Namespace().Match(file.Text).Groups["name"].Value;
        var from = own.Length > 0 ? FolderOf(own) : Root;
        foreach (Match used in Using().Matches(file.Text))
            Add(from, FolderOf(used.Groups["name"].Value), $"{file.Path}: {used.Value}");
        foreach (Match qualified in QualifiedName().Matches(file.Text))
        {
            if (FolderOfQualified(qualified.Value, own) is { } to)
                Add(from, to, $"{file.Path}: {qualified.Value}");
        }
    }

    // A.B.C.D may be the type C, seen from any namespace around the file's own.
    private static string? FolderOfQualified(string name, string own)
    {
        var words = name.Split('.');
        for (var outer = own; outer.Length > 0; outer = outer[..Math.Max(outer.LastIndexOf('.'), 0)])
        {
            for (var count = words.Length; count > 1; count--)
            {
                if (Types.Contains($"{outer}.{string.Join('.', words[..count])}"))
                    return FolderOf($"{outer}.{string.Join('.', words[..(count - 1)])}");
            }
        }

        return null;
    }

    private void AddReferencesOf(TypeDefinition type)
    {
        Add(type, type.BaseType);
        AddAttributes(type, type);
        AddConstraints(type, type);
        foreach (var implemented in type.Interfaces)
            Add(type, implemented.InterfaceType);
        foreach (var field in type.Fields)
            Add(type, field.FieldType);
        foreach (var property in type.Properties)
            AddAttributes(type, property);
        foreach (var method in type.Methods)
            AddReferencesOf(type, method);
    }

    private void AddReferencesOf(TypeDefinition type, MethodDefinition method)
    {
        AddSignature(type, method);
        AddAttributes(type, method);
        AddConstraints(type, method);
        if (!method.HasBody)
            return;
        foreach (var variable in method.Body.Variables)
            Add(type, variable.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers)
            Add(type, handler.CatchType);
        foreach (var operand in method.Body.Instructions.Select(instruction => instruction.Operand))
            AddOperand(type, operand);
    }

    private void AddOperand(TypeDefinition type, object? operand)
    {
        switch (operand)
        {
            case TypeReference used:
                Add(type, used);
                break;
            case FieldReference field:
                Add(type, field.DeclaringType);
                Add(type, field.FieldType);
                break;
            case MethodReference method:
                Add(type, method.DeclaringType);
                AddSignature(type, method);
                foreach (var argument in (method as GenericInstanceMethod)?.GenericArguments ?? [])
                    Add(type, argument);
                break;
        }
    }

    private void AddSignature(TypeDefinition type, MethodReference method)
    {
        Add(type, method.ReturnType);
        foreach (var parameter in method.Parameters)
            Add(type, parameter.ParameterType);
    }

    private void AddAttributes(TypeDefinition type, Mono.Cecil.ICustomAttributeProvider target)
    {
        foreach (var attribute in target.CustomAttributes)
        {
            Add(type, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments)
                Add(type, argument.Value as TypeReference);
        }
    }

    private void AddConstraints(TypeDefinition type, IGenericParameterProvider target)
    {
        foreach (var constraint in target.GenericParameters.SelectMany(parameter => parameter.Constraints))
            Add(type, constraint.ConstraintType);
    }

    private void Add(TypeDefinition type, TypeReference? used)
    {
        switch (used)
        {
            case null or GenericParameter:
                break;
            case GenericInstanceType generic:
                Add(type, generic.ElementType);
                foreach (var argument in generic.GenericArguments)
                    Add(type, argument);
                break;
            case TypeSpecification specification:
                Add(type, specification.ElementType);
                break;
            default:
                var (from, to) = (TopOf(type), TopOf(used));
                if (IsOurs(from.Namespace) && IsOurs(to.Namespace))
                    Add(FolderOf(from.Namespace), FolderOf(to.Namespace), $"{from.Name} uses {to.Name}");
                else if (from.Name == Root && IsOurs(to.Namespace))
                    Add(Root, FolderOf(to.Namespace), $"{from.Name} uses {to.Name}");
                break;
        }
    }

    private void Add(string from, string to, string witness)
    {
        if (from != to)
            _witnesses.TryAdd((from, to), witness);
    }

    private static TypeReference TopOf(TypeReference type) => type.DeclaringType is { } outer ? TopOf(outer) : type;

    private static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    // The classes that protoc makes stand in a namespace of their own.
    private static string FolderOf(string name) => Generated.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal)) is { } generated
        ? name[Prefix.Length..^generated.Length]
        : name[Prefix.Length..];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?<name>GreyActors\.[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(\.[A-Z]\w*)+")]
    private static partial Regex QualifiedName();
}
