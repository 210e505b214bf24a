using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Testing;

namespace Blockade.Models.Tests.Expressions;

public class ExpressionTests
{
    private static readonly string[] Names = ["x", "y"];

    [Theory]
    [InlineData("1+2*3", 7)]
    [InlineData("(1+2)*3", 9)]
    [InlineData("2-3-4", -5)]
    [InlineData("24/4/2", 3)]
    [InlineData("2**3", 8)]
    [InlineData("2^-1", 0.5)]
    [InlineData("-2*-3", 6)]
    [InlineData("3 - -2", 5)]
    [InlineData("+4", 4)]
    [InlineData("1.5e-3*1E3", 1.5)]
    [InlineData(".5+5.", 5.5)]
    [InlineData("1+1<3", 1)]
    [InlineData("2<=2", 1)]
    [InlineData("2>=3", 0)]
    [InlineData("1==1", 1)]
    [InlineData("1!=1", 0)]
    [InlineData("1~=2", 1)]
    [InlineData("0||1&&0", 0)]
    [InlineData("(0||1)&&0", 0)]
    [InlineData("1||0&&0", 1)]
    [InlineData("!0", 1)]
    [InlineData("!3", 0)]
    [InlineData("if(2>1,10,20)", 10)]
    [InlineData("if(2<1,10,20)", 20)]
    [InlineData("min(3,1,2)+max(3,1,2)", 4)]
    [InlineData("sum(1,2,3)", 6)]
    [InlineData("avg(1,2,6)", 3)]
    [InlineData("rint(2.4)+rint(-2.6)", -1)]
    [InlineData("rint(2.5)+rint(-0.5)", 3)]
    [InlineData("sign(-3)", -1)]
    [InlineData("abs(-3)", 3)]
    [InlineData("log2(8)", 3)]
    [InlineData("sqrt(16)", 4)]
    [Evidence(EvidenceKind.Analytic, "arithmetic: product before sum, comparison before logic")]
    public void A_formula_has_the_value_of_school(string text, double value) => Assert.Equal(value, Evaluate(text), 1e-15);

    [Theory]
    [InlineData("-2^2", 4)]
    [InlineData("2*-3^2", 18)]
    [InlineData("1+-3^2", 10)]
    [InlineData("2-3^2", -7)]
    [InlineData("-(3)^2", 9)]
    [InlineData("-2^-2", 0.25)]
    [InlineData("2^3^2", 64)]
    [InlineData("2^-2^2", 0.0625)]
    [InlineData("2^3^2^0.5", 8)]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: values of these as parameters in what writeXML writes")]
    public void A_sign_is_taken_before_a_power_and_powers_from_the_left(string text, double value) => Assert.Equal(value, Evaluate(text));

    [Theory]
    [InlineData("1-x^2", 0)]
    [InlineData("(-x)^2", 0)]
    [InlineData("-(x^2)", 0)]
    [InlineData("exp(-(x-y)^2/2)", 1)]
    [InlineData("x^y^2", 1)]
    [Evidence(EvidenceKind.Analytic, "whether school has another value for it")]
    public void What_school_reads_otherwise_is_warned_of(string text, int warnings) => Assert.Equal(warnings, Read(text).Diagnostics.Count(d => d.Code == "BNG1107"));

    [Theory]
    [InlineData("exp(ln(3))", 3)]
    [InlineData("ln(_e)", 1)]
    [InlineData("log10(1000)", 3)]
    [InlineData("sin(_pi/6)", 0.5)]
    [InlineData("cos(_pi/3)", 0.5)]
    [InlineData("tan(_pi/4)", 1)]
    [InlineData("asin(0.5)*6", Math.PI)]
    [InlineData("acos(0.5)*3", Math.PI)]
    [InlineData("atan(1)*4", Math.PI)]
    [InlineData("cosh(1)^2-sinh(1)^2", 1)]
    [InlineData("tanh(0.3)*cosh(0.3)/sinh(0.3)", 1)]
    [InlineData("sinh(asinh(2))", 2)]
    [InlineData("cosh(acosh(2))", 2)]
    [InlineData("tanh(atanh(0.25))", 0.25)]
    [Evidence(EvidenceKind.Analytic, "identities of the elementary functions")]
    public void Built_in_functions_obey_their_identities(string text, double value) =>
        Assert.Equal(value, Evaluate(text), 8e-15);   // a few roundings of numbers below 20, each half of 2^-52 relative

    [Theory]
    [InlineData("x+3*y")]
    [InlineData("x*y-x/y")]
    [InlineData("x^3+2^y+x^y")]
    [InlineData("-x^2*exp(-y)")]
    [InlineData("ln(x*y)+log10(x)+log2(y)")]
    [InlineData("sqrt(x^2+y^2)")]
    [InlineData("sin(x)*cos(y)+tan(x/4)")]
    [InlineData("asin(x/9)+acos(y/9)+atan(x*y)")]
    [InlineData("sinh(x)+cosh(y)*tanh(x-y)")]
    [InlineData("asinh(x)+acosh(y+2)+atanh(x/9)")]
    [InlineData("abs(x-y)+abs(y-x*3)")]
    [InlineData("min(x*x,y,7)+max(x,y*y)")]
    [InlineData("if(x<y,x*x,y*y)+if(x>y,x,x*y)")]
    [InlineData("sum(x,y,x*y)/avg(x,y)")]
    [InlineData("x^2/(3^2+x^2)")]
    [InlineData("rint(x)*y+sign(y)*x")]
    [Evidence(EvidenceKind.Analytic, "the limit of the difference quotient, at points away from kinks")]
    public void A_derivative_is_the_limit_of_differences(string text)
    {
        Expression formula = Read(text).Expression!;
        double[] at = [1.3, 2.1];
        for (int k = 0; k < 2; k++)
        {
            double exact = Compile(formula.Differentiate(Names[k])).Evaluate(at);

            // Richardson: error of order h^4 times a fifth derivative (below 1e3 here), rounding 1e-16 * |f| / h
            const double h = 1e-3;
            double difference = ((8 * (At(h) - At(-h))) - (At(2 * h) - At(-2 * h))) / (12 * h);
            Assert.Equal(difference, exact, 1e-9 * Math.Max(1, Math.Abs(exact)));

            double At(double step)
            {
                double[] moved = [.. at];
                moved[k] += step;
                return Compile(formula).Evaluate(moved);
            }
        }
    }


    [Theory]
    [InlineData("1.5*x-y/3+avg(x,y,2)")]
    [InlineData("x^y+sqrt(x)*exp(-y)")]
    [InlineData("if(x>y,min(x,2),max(y,!x))+(x<=2&&y>1||x==y)")]
    [InlineData("mratio(1,2,x)-rint(y)+ln(x)")]
    [Evidence(EvidenceKind.Metamorphic, "each lane by itself: every bit, numbers that are none among them")]
    public void Lanes_have_the_values_of_each(string text)
    {
        CompiledExpression compiled = CompiledExpression.Compile(Read(text).Expression!, n => Array.IndexOf(Names, n) is var i and >= 0 ? i : null);
        Vector512<double> x = Vector512.Create(0.5, 1, 2, 3, -1, 0, 1e300, double.NaN), y = Vector512.Create(2, 1, 0.25, 4, 2, 0, 3, 1);

        Vector512<double> values = compiled.EvaluateLanes([x, y]);

        for (int lane = 0; lane < 8; lane++) Assert.Equal(compiled.Evaluate([x[lane], y[lane]]), values[lane]);
    }

    [Theory]
    [InlineData("-2^2*x+(y-3)-(x-1)/2^-y")]
    [InlineData("if(x<=y&&!(x==1)||y!=2,min(x,y,1),exp(-x))")]
    [InlineData("((x))^(y^2)^-x")]
    [InlineData("-(x+y)*-(x-y)")]
    [Evidence(EvidenceKind.Metamorphic, "writing and reading again changes no value")]
    public void What_is_written_reads_back(string text)
    {
        Expression formula = Read(text).Expression!;
        Expression again = Read(formula.Write()).Expression!;

        foreach (double[] at in new double[][] { [1.3, 2.1], [0.2, -3], [-4, 1] })
        {
            Assert.Equal(Compile(formula).Evaluate(at), Compile(again).Evaluate(at));
        }
    }

    [Theory]
    [InlineData("k1*(k2/k3)/c")]
    [InlineData("a-(b-c)-d+e")]
    [InlineData("a^(b^c)*(a^b)^c")]
    [InlineData("(a+b)*c/(d*e)")]
    [InlineData("if((a<b)&&(c>=d),a*b,(-a)+1)")]
    [Evidence(EvidenceKind.Analytic, "the parentheses that the order of operations needs, and no others")]
    public void A_formula_is_written_as_people_write_it(string text) => Assert.Equal(text, Read(text).Expression!.Write());

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a sum of 1,500 terms is read, written and read again")]
    public void A_long_sum_is_not_nested_so_deeply_that_it_cannot_be_read_back()
    {
        string sum = string.Join('+', Enumerable.Range(0, 1500).Select(i => $"x{i}"));

        Assert.Equal(sum, Read(Read(sum).Expression!.Write()).Expression!.Write());
    }

    [Theory]
    [InlineData("1+", "BNG1103", 2)]
    [InlineData("", "BNG1103", 0)]
    [InlineData("2*(x+1", "BNG1104", 2)]
    [InlineData("x y", "BNG1101", 2)]
    [InlineData("1.2.3", "BNG1105", 0)]
    [InlineData("sqrt(1,2)", "BNG1106", 0)]
    [InlineData("x+]", "BNG1101", 2)]
    [InlineData("1e999", "BNG1105", 0)]
    [Evidence(EvidenceKind.Analytic, "the place of the first character that cannot stand")]
    public void A_broken_formula_is_refused_at_its_place(string text, string code, int at)
    {
        (Expression? expression, ImmutableArray<Diagnostic> diagnostics) = Read(text);

        Assert.Null(expression);
        Diagnostic error = Assert.Single(diagnostics);
        Assert.Equal((code, at), (error.Code, error.Span.Start));
    }

    [Theory]
    [InlineData('(', 10_000)]
    [InlineData('-', 100_000)]
    [InlineData('!', 100_000)]
    [Evidence(EvidenceKind.Analytic, "nesting is bounded, so no text overflows the stack")]
    public void Deep_nesting_is_refused_and_crashes_nothing(char opening, int depth)
    {
        (Expression? expression, ImmutableArray<Diagnostic> diagnostics) = Read(new string(opening, depth) + "1");

        Assert.Null(expression);
        Assert.Equal("BNG1102", Assert.Single(diagnostics).Code);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "IEEE 754: 0/0 is not a number, 1/0 is infinite")]
    public void Values_that_are_not_finite_pass_through()
    {
        Assert.True(double.IsNaN(Evaluate("0/0")));
        Assert.Equal(double.PositiveInfinity, Evaluate("1/0"));
        Assert.True(double.IsNaN(Evaluate("ln(-1)")));
    }

    private static double Evaluate(string text)
    {
        (Expression? expression, ImmutableArray<Diagnostic> diagnostics) = Read(text);
        Assert.True(expression is not null, string.Join('\n', diagnostics.Select(d => d.Render())));
        return Compile(expression).Evaluate([0, 0]);
    }

    private static (Expression? Expression, ImmutableArray<Diagnostic> Diagnostics) Read(string text)
    {
        var source = new SourceText("test", text);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        Expression? read = new ExpressionReader(source, new SourceSpan(0, text.Length), diagnostics).ReadAll();
        return (read, diagnostics.ToImmutable());
    }

    private static CompiledExpression Compile(Expression expression) =>
        CompiledExpression.Compile(expression, name => Array.IndexOf(Names, name) is >= 0 and int slot ? slot : null);
}
