using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Musubi.Json;

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
        Nullable = new NullabilityInfoContext().Create(parameter).WriteState is not NullabilityState.NotNull;
    }

    /// <summary>Where it is declared.</summary>
    public ParameterInfo Parameter { get; }

    /// <summary>The field's wire name.</summary>
    public string Name { get; }

    /// <summary>Whether a payload may leave the field out.</summary>
    public bool Optional { get; }

    /// <summary>Whether a payload may hold null in its place.</summary>
    public bool Nullable { get; }

    /// <param name="parameter">The parameter.</param>
    /// <param name="index">Which of the payload's fields it is.</param>
    public static CommandParameter Create(ParameterInfo parameter, int index) =>
        (CommandParameter)Activator.CreateInstance(typeof(CommandParameter<>).MakeGenericType(parameter.ParameterType), parameter, index)!;

    public bool Names(ref readonly Utf8JsonReader reader) => reader.ValueTextEquals(_utf8Name);

    /// <summary>The code that reads the argument from a <see cref="Payload"/>, by its type, so that none is boxed.</summary>
    public abstract Expression Argument(ParameterExpression payload);
}

/// <inheritdoc/>
internal sealed class CommandParameter<T>(ParameterInfo parameter, int index) : CommandParameter(parameter)
{
    private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)WireJson.Options.GetTypeInfo(typeof(T));
    private readonly T? _default = Defaults.Of(parameter) is { } value ? (T)value : default;
    private readonly NullCheck? _nulls = NullCheck.Of(parameter);

    public override Expression Argument(ParameterExpression payload) => Expression.Call(Expression.Constant(this), nameof(Read), null, payload);

    /// <summary>Reads the argument.</summary>
    /// <exception cref="PayloadException">The field is missing, or its value is not of the parameter's type.</exception>
    public T? Read(ref readonly Payload payload)
    {
        var json = payload.Of(index);
        if (json.IsEmpty)
        {
            return Optional ? _default : throw new PayloadException($"Expected field '{Name}'; it is missing.");
        }

        try
        {
            var value = JsonSerializer.Deserialize(json, _type);
            return value is null && !Nullable ? throw Mismatch("null")
                : _nulls is null || _nulls.Accepts(value) ? value
                : throw Mismatch("a null in it");
        }
        catch (Exception exception) when (ReadFault.IsOfTheValue(exception))
        {
            // The inner message would quote what the client sent.
            throw Mismatch("another JSON value");
        }
    }

    private PayloadException Mismatch(string got) => new($"Expected field '{Name}' to be {typeof(T)}; got {got}.");
}
