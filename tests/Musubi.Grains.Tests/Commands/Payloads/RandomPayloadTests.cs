using System.Collections;
using System.Reflection;
using CsCheck;
using Musubi.Grains.Commands;

namespace Musubi.Grains.Tests.Commands.Payloads;

/// <summary>Whatever a client sends is bound or refused, and what is bound is what was declared.</summary>
public sealed class RandomPayloadTests
{
    // For one thread each, and samples run on several.
    private static NullabilityInfoContext Nullability => new();

    public static TheoryData<string> Commands => [.. typeof(ReadingStore).GetMethods().Where(static method => method.IsDefined(typeof(CommandAttribute))).Select(static method => method.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Read_JsonThatFits_IsBound(string command) => Gen.Int.Sample(
        seed =>
        {
            var parameter = Parameter(command);
            var json = new RandomJson(new Random(seed)).Fitting(parameter);

            Respects(ReadingStore.Bind(command, json), parameter, json);
        },
        iter: 50);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Read_RandomJson_IsBoundAsDeclaredOrRefused(string command) => Gen.Int.Sample(
        seed =>
        {
            var parameter = Parameter(command);
            var generator = new RandomJson(new Random(seed));
            var json = generator.Spoiled(generator.Fitting(parameter));
            try
            {
                Respects(ReadingStore.Bind(command, json), parameter, json);
            }
            catch (PayloadException)
            {
                // Refused, which is as good.
            }
        },
        iter: 300);

    private static ParameterInfo Parameter(string command) => typeof(ReadingStore).GetMethod(command)!.GetParameters()[0];

    private static void Respects(object? value, ParameterInfo parameter, string json) =>
        Assert.True(Respects(value, parameter.ParameterType, Nullability.Create(parameter), mayBeAnyNumber: parameter.ParameterType == typeof(Named)), $"{json} was bound");

    // Written without what the runtime reads by, so that one does not hide the other's mistake.
    private static bool Respects(object? value, Type type, NullabilityInfo? info, bool mayBeAnyNumber)
    {
        if (value is null)
        {
            return Nullable.GetUnderlyingType(type) is not null || (!type.IsValueType && info is not { WriteState: NullabilityState.NotNull });
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return type.IsDefined(typeof(FlagsAttribute)) || Enum.IsDefined(type, value);
        }

        switch (value)
        {
            case double number:
                return mayBeAnyNumber || double.IsFinite(number);
            case float number:
                return mayBeAnyNumber || float.IsFinite(number);
            case Half number:
                return Half.IsFinite(number);
            case string or Uri:
                return true;
            case IDictionary map:
                return map.Keys.Cast<object>().All(key => key is not (double.NaN or double.PositiveInfinity or double.NegativeInfinity))
                    && map.Values.Cast<object?>().All(item => Respects(item, type.GenericTypeArguments[1], info?.GenericTypeArguments[1], mayBeAnyNumber));
            case IEnumerable list:
                var part = info?.ElementType ?? info?.GenericTypeArguments.LastOrDefault();
                return list.Cast<object?>().All(item => Respects(item, type.IsArray ? type.GetElementType()! : type.GenericTypeArguments[0], part, mayBeAnyNumber));
        }

        if (type.Namespace!.StartsWith("System", StringComparison.Ordinal) && !type.IsGenericType)
        {
            return true;
        }

        // A type argument's property is as its argument says, unless it says `T?` itself.
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return value.GetType().GetProperties().Where(static property => property.GetIndexParameters().Length == 0 && (property.SetMethod is not null || property.DeclaringType!.IsGenericType) && property.Name != "Second").All(property =>
        {
            var argument = open?.GetProperty(property.Name)!.PropertyType is { IsGenericParameter: true } parameter && property.Name is not ("Last" or "Next")
                ? info?.GenericTypeArguments[parameter.GenericParameterPosition]
                : open is not null && property.PropertyType.IsGenericType ? null : Nullability.Create(property);
            return Respects(property.GetValue(value), property.PropertyType, argument, mayBeAnyNumber);
        });
    }
}
