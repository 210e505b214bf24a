using System.Diagnostics;
using System.Text;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Models.Tests.Bngl;

/// <summary>Whatever the text, the reader answers, and points into the text.</summary>
public class HostileModelTests
{
    private const string Model = """
        begin parameters
          k 1 # [1/s]
          f k*exp(-2^3)+if(k>1,2,3)
        end parameters
        begin compartments
          EC 3 1
          PM 2 1 EC
        end compartments
        begin molecule types
          A(b,c~u~p,d,d)
          B(a)
        end molecule types
        begin seed species
          $A(b,c~u,d,d)@EC 10
          @PM:B(a!1).A(b!1,c~p,d,d) k
        end seed species
        begin observables
          Molecules X A(b!?,c~u), B(a!+)
          Species Y A(d)>=2
        end observables
        begin functions
          g(x) = X(x)+tfun([0,1],[2,3],time,method=>"step")
        end functions
        begin energy patterns
          A(b!1).B(a!1) k
        end energy patterns
        begin reaction rules
          r1: A%x(b) + B(a) <-> A%x(b!1).B(a!1) g(x), f DeleteMolecules exclude_reactants(1,A(c~p))
          {MatchOnce}A(c~u) -> A(c~p) Sat(k,k) TotalRate
        end reaction rules
        generate_network({max_iter=>3,max_stoich=>{A=>2}})
        """;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "cut, doubled and swapped pieces of a model that uses every part of the language: no crash, every place inside the text")]
    public void Broken_models_get_an_answer()
    {
        Gen<string> broken = Gen.Select(Gen.Int[0, Model.Length - 1], Gen.Int[0, 40], Gen.Int[0, Model.Length - 1], Gen.Int[0, 3]).Select((at, length, to, kind) =>
        {
            length = Math.Min(length, Model.Length - at);
            string piece = Model.Substring(at, length);
            return kind switch
            {
                0 => Model.Remove(at, length),
                1 => Model.Insert(to, piece),
                2 => Model[..at],
                _ => Model.Remove(at, length).Insert(Math.Min(to, Model.Length - length), piece),
            };
        });

        broken.Sample(Read, iter: 3000, seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "noise from the characters of the language: no crash, every place inside the text")]
    public void Noise_gets_an_answer()
    {
        const string alphabet = "AB(),.!~+-*/^<>=0123 \n\t#%@:$?{}[]\"'\\beginend_é";
        Gen.Int[0, alphabet.Length - 1].Select(i => alphabet[i]).Array[0, 80]
            .Select(noise => Model.Replace("A(b!?,c~u)", new string(noise), StringComparison.Ordinal) + new string(noise))
            .Sample(Read, iter: 2000, seed: "0N0XIzNsQ0O2");
    }

    [Theory]
    [InlineData("a line of a megabyte")]
    [InlineData("a hundred thousand parameters, each of the one before")]
    [InlineData("a pattern of ten thousand molecules")]
    [InlineData("a molecule with ten thousand components")]
    [InlineData("a species with a hundred thousand components")]
    [InlineData("fifty thousand rules")]
    [InlineData("a species of a hundred thousand molecules")]
    [InlineData("a rule over a hundred thousand molecules")]
    [InlineData("ten thousand functions in a circle")]
    [InlineData("fifty functions, each twice the one before")]
    [InlineData("a hundred thousand parentheses")]
    [InlineData("a hundred thousand signs")]
    [InlineData("a hundred thousand powers")]
    [InlineData("fifty thousand conditions within each other")]
    [InlineData("a thousand actions in one")]
    [Evidence(EvidenceKind.Analytic, "cost linear in the text: seconds, not minutes")]
    public void Large_models_are_read_in_time(string what)
    {
        string text = what switch
        {
            "a line of a megabyte" => "begin parameters\nk " + new string('1', 1_000_000) + "\nend parameters\n",
            "a hundred thousand parameters, each of the one before" => Block("parameters", 100_000, i => i == 0 ? "k0 1" : $"k{i} 2*k{i - 1}"),
            "a pattern of ten thousand molecules" => "begin observables\nMolecules X " + string.Join('.', Enumerable.Repeat("A()", 10_000)) + "\nend observables\n",
            "a molecule with ten thousand components" => "begin molecule types\nA(" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"s{i}")) + ")\nend molecule types\n",
            "a species with a hundred thousand components" => "begin seed species\nA(" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"s{i}")) + ") 1\nend seed species\n",
            "a species of a hundred thousand molecules" => "begin seed species\n" + Chain + " 1\nend seed species\n",
            "a rule over a hundred thousand molecules" => "begin reaction rules\n" + Chain + " -> 0 1\nend reaction rules\n",
            "ten thousand functions in a circle" => Block("functions", 10_000, i => $"f{i}() f{(i + 1) % 10_000}()"),
            "fifty functions, each twice the one before" => Block("functions", 50, i => i == 0 ? "f0() 1" : $"f{i}() f{i - 1}()+f{i - 1}()"),
            "a hundred thousand parentheses" => "begin parameters\nk " + new string('(', 100_000) + "1" + new string(')', 100_000) + "\nend parameters\n",
            "a hundred thousand signs" => "begin parameters\nk " + new string('-', 100_000) + "1\nend parameters\n",
            "a hundred thousand powers" => "begin parameters\nk 2" + string.Concat(Enumerable.Repeat("^2", 100_000)) + "\nend parameters\n",
            "fifty thousand conditions within each other" => "begin parameters\nk " + string.Concat(Enumerable.Repeat("if(1,", 50_000)) + "1" + string.Concat(Enumerable.Repeat(",0)", 50_000)) + "\nend parameters\n",
            "a thousand actions in one" => string.Concat(Enumerable.Repeat("generate_network({", 1000)) + "\nsimulate({method=>\"ode\",t_end=>\"x\",n_steps=>-5})\nsetParameter(\"k\",((((\n",
            _ => Block("reaction rules", 50_000, i => $"A(b) + B(a) -> A(b!1).B(a!1) {i}"),
        };
        long start = Stopwatch.GetTimestamp();

        Read(text);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 120);   // a second or so; anything quadratic takes hours
    }

    private static string Chain => string.Join('.', Enumerable.Range(0, 100_000).Select(i => $"A(l{(i > 0 ? $"!{i - 1}" : "")},r{(i < 99_999 ? $"!{i}" : "")})"));

    private static string Block(string name, int lines, Func<int, string> line)
    {
        var text = new StringBuilder($"begin {name}\n");
        for (int i = 0; i < lines; i++) text.Append(line(i)).Append('\n');
        return text.Append($"end {name}\n").ToString();
    }

    private static void Read(string text)
    {
        var read = BnglReader.Read(new SourceText("hostile.bngl", text));
        Assert.All(read.Diagnostics, d =>
        {
            Assert.InRange(d.Span.Start, 0, text.Length);
            Assert.NotEmpty(d.Render());
        });
        if (read.Value is null || text.Length > 10_000) return;
        var limits = new ExpansionLimits(MaxSpecies: 200, MaxReactions: 2000, MaxIterations: 20, MaxMolecules: 20);
        var network = ReactionNetwork.Expand(read.Value, limits, cancellation: TestContext.Current.CancellationToken);
        Assert.All(network.Diagnostics, d => Assert.NotEmpty(d.Render()));
    }
}
