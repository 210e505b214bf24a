using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blockade.Tests.Simulation;

/// <summary>Every number of an object to its last bit, as text: arrays inside records have no equality of their own.</summary>
internal static class Serialized
{
    public static JsonSerializerOptions Options { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);
}
