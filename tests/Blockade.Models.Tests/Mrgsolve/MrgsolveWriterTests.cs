using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Mrgsolve;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Mrgsolve;

public sealed partial class MrgsolveWriterTests : IDisposable
{
    private const string Laws =
        """
        begin parameters
          k 0.5e-3
          S1 2*k+1
          n 2
          rate -3
        end parameters
        begin molecule types
          A(y~u~p,b)
          B(a)
          C()
          dose()
        end molecule types
        begin seed species
          A(y~u,b) 100/S1
          B(a) 30
          $C() 7
          dose() 11
        end seed species
        begin observables
          Molecules Ap A(y~p)
          Molecules AB A(b!1).B(a!1)
          Molecules None A(y~p,b!1).A(b!1)
        end observables
        begin functions
          f() = if((Ap>3)&&!(time()>1e3)||AB!=0,k*Ap^n,min(k,S1,2)+max(Ap,1)*1e-3)
          g() = exp(-Ap/50)+ln(Ap+2)+log10(Ap+2)+log2(Ap+2)+sqrt(Ap)+abs(-Ap)+rint(Ap/3)+sign(Ap-1)+avg(k,n,3)+sum(k,n)
          t() = sin(Ap)+cos(Ap)+tan(k)+asin(k)+acos(k)+atan(k)+sinh(k)+cosh(k)+tanh(k)+asinh(k)+acosh(n)+atanh(k)+(Ap>1)*2+!Ap+2/3
          table() = tfun([0,10,25.5],[1,3,-2.5],Ap)+tfun([0,10,25.5],[1,3,-2.5],Ap*2,method=>"step")
          last() = first()+rate
          first() = Ap*time()
        end functions
        begin reaction rules
          bind: A(b) + B(a) <-> A(b!1).B(a!1) k, 0.1
          functional: A(y~u) -> A(y~p) f()
          sat: A(y~u) + B(a) -> A(y~p) + B(a) Sat(k,3,4)
          mm: A(y~u) + C() -> A(y~p) + C() MM(k,2)
          hill: A(y~p) -> A(y~u) Hill(k,3,n)
          pair: A(b,y~p) + A(b,y~p) -> A(b,y~u) + A(b,y~p) k
          made: 0 -> B(a) abs(t()+table())
          gone: B(a) -> 0 k
          clear: dose() -> 0 k
          shared: A(y~u) -> A(y~p) k*Ap TotalRate
          both: A(b) + B(a) -> A(b!1).B(a!1) 0.3 TotalRate
        end reaction rules
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blockade-c-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "a C compiler takes the blocks as they are, as mrgsolve does; equations, observables, functions and starts against the network's own")]
    public async Task A_compiler_reads_the_equations_of_the_network()
    {
        ReactionNetwork network = Expand(Laws);
        CompiledModel model = CompiledModel.Compile(network);
        NetworkOde ode = model.Ode(model.Parameters());
        int n = network.Species.Length, observables = network.Observables.Length;
        foreach ((double time, double scale) in new[] { (0.5, 1.0), (2000.0, 0.1), (3.0, 7.0) })
        {
            double[] y = [.. Enumerable.Range(0, n).Select(i => scale * (1 + (3.7 * i)))];
            double[] start = new double[n], slopes = new double[n], values = new double[observables], functions = new double[model.FunctionNames.Length];
            model.InitialState(model.Parameters(), start);
            ode.Derivative(time, y, slopes);
            ode.Observables(y, values);
            ode.Functions(time, y, functions);

            if (await RunC(MrgsolveText(network), time, y) is not { } printed)
            {
                Assert.Skip("there is no C compiler");
                return;
            }

            Dictionary<string, double> seen = printed;
            for (int s = 0; s < n; s++)
            {
                string compartment = seen.Keys.Where(k => k.StartsWith("dxdt_", StringComparison.Ordinal)).ElementAt(s)[5..];
                Same(slopes[s], seen["dxdt_" + compartment]);
                Same(start[s], seen[compartment + "_0"]);
            }

            for (int o = 0; o < observables; o++) Same(values[o], seen[network.Observables[o].Name]);
            for (int f = 0; f < functions.Length; f++) Same(functions[f], seen.TryGetValue(model.FunctionNames[f], out double value) ? value : seen[model.FunctionNames[f] + "_"]);
        }

        // sums of some ten terms of both signs, each to a few roundings
        static void Same(double expected, double seen) => Assert.Equal(expected, seen, 1e-12 * (1 + Math.Abs(expected)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "mrgsolve's own words, and C's, are nobody's names")]
    public void Names_that_mrgsolve_keeps_to_itself_get_an_underline()
    {
        string text = MrgsolveText(Expand(Laws));

        Assert.Contains("\nrate_ = -3.0\n", text, StringComparison.Ordinal);   // a parameter called as the column of a table
        Assert.Contains("\ndose // dose()\n", text, StringComparison.Ordinal);
        Assert.Contains("\nS1_ // A(", text, StringComparison.Ordinal);   // S1 is a parameter here
    }

    [Theory]
    [InlineData("A() -> 0 mratio(1,2,k)", "mratio")]
    [Evidence(EvidenceKind.Analytic, "what C lacks is named, and nothing is written wrongly")]
    public void What_has_no_counterpart_is_an_objection(string rule, string named)
    {
        string? objection = MrgsolveWriter.Objection(Expand($"begin parameters\nk 1\nend parameters\nbegin seed species\nA() 1\nend seed species\nbegin observables\nMolecules N A()\nend observables\nbegin reaction rules\n{rule}\nend reaction rules\n"));

        Assert.Contains(named, objection, StringComparison.Ordinal);
    }

    private static ReactionNetwork Expand(string text) => ReactionNetwork.Expand(BnglReader.Read(new SourceText("laws.bngl", text)).Value!, new ExpansionLimits()).Value!;

    private static string MrgsolveText(ReactionNetwork network)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        MrgsolveWriter.Write(network, writer);
        return writer.ToString();
    }

    // null: there is no compiler
    private async Task<Dictionary<string, double>?> RunC(string text, double time, double[] y)
    {
        string[] Block(string name) => [.. text.Split('\n').SkipWhile(l => l.Trim() != name).Skip(1).TakeWhile(l => !l.StartsWith('$'))];
        string[] compartments = [.. Block("$CMT").Select(l => l.Split("//")[0].Trim()).Where(l => l.Length > 0)];
        string[] captured = Captured().Match(text).Groups[1].Value.Split(' ');
        var c = new StringBuilder("#include <math.h>\n#include <stdio.h>\n");
        c.Append(CultureInfo.InvariantCulture, $"static double x_[{y.Length}] = {{{string.Join(',', y.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}}}, d_[{y.Length}], i_[{y.Length}], TIME = {time:R}, SOLVERTIME = {time:R};\n");
        foreach (string p in Block("$PARAM").Where(l => l.Contains('=', StringComparison.Ordinal))) c.Append($"static double {p};\n");
        foreach (Match declared in Declared().Matches(text)) c.Append($"static double {declared.Groups[1].Value};\n");   // known in every block, as there
        for (int s = 0; s < compartments.Length; s++) c.Append(CultureInfo.InvariantCulture, $"#define {compartments[s]} x_[{s}]\n#define dxdt_{compartments[s]} d_[{s}]\n#define {compartments[s]}_0 i_[{s}]\n");
        c.Append("int main(void) {\n").AppendJoin('\n', Block("$MAIN").Concat(Block("$ODE")).Concat(Block("$TABLE")).Select(l => Declared().Replace(l, "$1 ="))).Append('\n');
        foreach (string s in compartments) c.Append($"printf(\"dxdt_{s} %.17g\\n{s}_0 %.17g\\n\", dxdt_{s}, {s}_0);\n");
        foreach (string name in captured) c.Append($"printf(\"{name} %.17g\\n\", {name});\n");
        c.Append("return 0; }\n");
        string source = Path.Combine(_folder.FullName, "model.c"), program = Path.Combine(_folder.FullName, "model");
        await File.WriteAllTextAsync(source, c.ToString(), TestContext.Current.CancellationToken);
        if (await Output("cc", "-Wall", "-Werror", "-Wno-unused-variable", "-Wno-parentheses", source, "-o", program, "-lm") is null) return null;
        string printed = (await Output(program))!;
        return printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToDictionary(l => l[0], l => double.Parse(l[1], CultureInfo.InvariantCulture));
    }

    private static async Task<string?> Output(string program, params string[] arguments)
    {
        Process? run;
        try
        {
            run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (run)
        {
            Task<string> errors = run!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string printed = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(run.ExitCode == 0, await errors);
            return printed;
        }
    }

    [GeneratedRegex(@"^double (\w+) =", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^\$CAPTURE (.*)$", RegexOptions.Multiline)]
    private static partial Regex Captured();
}
