using System.Collections;
using System.Reflection;
using System.Text;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Tests.Bngl;

/// <summary>A rule model as text, by its properties and not by any writer of ours: equal texts are equal models. Places in the source are left out.</summary>
internal static class ModelText
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append('-');
                break;
            case string or bool or int or Enum:
                text.Append(value);
                break;
            case double d:
                text.Append(BitConverter.DoubleToInt64Bits(d));
                break;
            case IDictionary map:
                foreach (object? key in map.Keys.Cast<object>().Order()) text.Append(key).Append('=').Append(map[key]).Append(';');
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (object? item in list)
                {
                    Append(text, item);
                    text.Append('|');
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('(');
                foreach (PropertyInfo p in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    if (p.PropertyType == typeof(SourceText) || p.PropertyType == typeof(SourceSpan) || p.PropertyType.GenericTypeArguments.Contains(typeof(SourceSpan))) continue;
                    Append(text.Append(p.Name).Append(':'), p.GetValue(value));
                    text.Append(' ');
                }

                text.Append(')');
                break;
        }
    }
}
