using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Latex;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Latex;

public sealed class LatexWriterTests
{
    private const string Model = """
        begin parameters
          kon 0.1
          k_off 1
          kp 0.5
        end parameters
        begin molecule types
          A(b,p~u~v)
          B(a)
        end molecule types
        begin seed species
          A(b,p~u) 100
          B(a) 50
        end seed species
        begin observables
          Molecules Ap A(p~v)
        end observables
        begin functions
          f() = if(Ap>5,kp*(1+Ap)/2,kp^(-2)*3)-1e-5*kp
        end functions
        begin reaction rules
          A(b) + B(a) <-> A(b!1).B(a!1) kon,k_off
          A(b!+,p~u) -> A(b!+,p~v) kp
          A(p~v) -> A(p~u) kp
        end reaction rules
        """;

    // The equations of BioNetGen 2.9.3's writeLatex of this model, which numbers the parameters.
    private const string Theirs = """
        \dot{x_{1}}&=&  - p_{1} x_{1} x_{2} + p_{2} x_{3} + p_{3} x_{5}
        \dot{x_{2}}&=&  - p_{1} x_{1} x_{2} + p_{2} x_{3} + p_{2} x_{4} - p_{1} x_{5} x_{2}
        \dot{x_{3}}&=&  + p_{1} x_{1} x_{2} - p_{2} x_{3} - p_{3} x_{3} + p_{3} x_{4}
        \dot{x_{4}}&=&  + p_{3} x_{3} - p_{2} x_{4} - p_{3} x_{4} + p_{1} x_{5} x_{2}
        \dot{x_{5}}&=&  + p_{2} x_{4} - p_{1} x_{5} x_{2} - p_{3} x_{5}
        """;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the equations that writeLatex wrote of this model, term by term")]
    public void The_equations_are_BioNetGens_with_parameters_by_name()
    {
        string[] ours = [.. Written().Split('\n').Where(l => l.StartsWith(@"\dot", StringComparison.Ordinal))];
        string[] theirs = [.. Theirs.ReplaceLineEndings("\n").Split('\n')];

        Assert.Equal(theirs.Length, ours.Length);
        for (int i = 0; i < ours.Length; i++) Assert.Equal(Terms(theirs[i]), Terms(ours[i]));

        // terms in some order: a sign and factors, also in some order
        static string[] Terms(string line)
        {
            string right = line[(line.IndexOf("=", StringComparison.Ordinal) + 1)..].TrimStart('&').Replace(@"\\", "", StringComparison.Ordinal).Replace(@"\,", " ", StringComparison.Ordinal);
            right = right.Replace(@"\mathrm{kon}", "p_{1}", StringComparison.Ordinal).Replace(@"\mathrm{k\_off}", "p_{2}", StringComparison.Ordinal).Replace(@"\mathrm{kp}", "p_{3}", StringComparison.Ordinal).Trim();
            if (right[0] is not ('+' or '-')) right = "+ " + right;
            return [.. Regex.Split(right, "(?=[+-] )").Where(t => t.Length > 0).Select(t => t[0] + string.Join(' ', t[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Lamport, LaTeX: what is escaped in text, that every group and environment is closed")]
    public void Names_are_escaped_and_brackets_stand_where_the_meaning_needs_them()
    {
        string text = Written();

        Assert.Contains(@"\texttt{A(b!1,p\textasciitilde{}v).B(a!1)}", text, StringComparison.Ordinal);
        Assert.Contains(
            @"\mathrm{f} &= \left(\begin{cases} \frac{\mathrm{kp} \, \left(1 + \mathrm{Ap}\right)}{2} & \text{if } \mathrm{Ap} > 5 \\ {\mathrm{kp}}^{-2} \cdot 3 & \text{otherwise} \end{cases}\right) - 1 \cdot 10^{-5} \, \mathrm{kp}",
            text, StringComparison.Ordinal);
        Assert.Equal(text.Count(c => c == '{'), text.Count(c => c == '}'));
        string[] opened = [.. Regex.Matches(text, @"\\begin\{(\w+\*?)\}").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(opened, Regex.Matches(text, @"\\end\{(\w+\*?)\}").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.Equal(Regex.Count(text, @"\\left"), Regex.Count(text, @"\\right"));
    }

    private static string Written()
    {
        using var text = new StringWriter();
        LatexWriter.Write(Expand(Model), text);
        return text.ToString();
    }

    private static ReactionNetwork Expand(string text) => ReactionNetwork.Expand(BnglReader.Read(new SourceText("m.bngl", text)).Value!, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
}
