using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Musubi.Grains.Commands;

/// <summary>One field of a command's payload: a parameter of the command's method.</summary>
internal abstract class CommandParameter
{
    private readonly byte[] _utf8Name;

    protected CommandParameter(ParameterInfo parameter)
    {
        Parameter = parameter;
        Name = WireJson.Naming.ConvertName(parameter.Name!);
        _utf8Name = Encoding.UTF8.GetBytes(Name);
        Optional = parameter.HasDefaultValue;
        Default = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        Nullable = new NullabilityInfoContext().Create(parameter).WriteState is not NullabilityState.NotNull;
    }

    /// <summary>Where it is declared.</summary>
    public ParameterInfo Parameter { get; }

    /// <summary>The field's wire name.</summary>
    public string Name { get; }

    /// <summary>Whether a payload may leave the field out.</summary>
    public bool Optional { get; }

    /// <summary>The argument when it does.</summary>
    public object? Default { get; }

    /// <summary>Whether a payload may hold null in its place.</summary>
    public bool Nullable { get; }

    public static CommandParameter Create(ParameterInfo parameter) =>
        (CommandParameter)Activator.CreateInstance(typeof(CommandParameter<>).MakeGenericType(parameter.ParameterType), parameter)!;

    public bool Names(ref readonly Utf8JsonReader reader) => reader.ValueTextEquals(_utf8Name);

    /// <summary>Reads the value at the reader, and leaves the reader on its end.</summary>
    /// <exception cref="PayloadException">The value is not of the parameter's type.</exception>
    public abstract object? Read(ref Utf8JsonReader reader);
}

/// <inheritdoc/>
internal sealed class CommandParameter<T>(ParameterInfo parameter) : CommandParameter(parameter)
{
    public override object? Read(ref Utf8JsonReader reader)
    {
        try
        {
            object? value = JsonSerializer.Deserialize<T>(ref reader, WireJson.Options);
            return value is not null || Nullable ? value : throw Mismatch("null");
        }
        catch (JsonException)
        {
            // The inner message would quote what the client sent.
            throw Mismatch("another JSON value");
        }
    }

    private PayloadException Mismatch(string got) => new($"Expected field '{Name}' to be {typeof(T)}; got {got}.");
}
