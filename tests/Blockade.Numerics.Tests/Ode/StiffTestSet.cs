using Blockade.Numerics.Ode;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>
/// Stiff problems with published end values: Mazzia and Magherini (2008), Test Set for Initial Value Problem Solvers, release 2.4,
/// University of Bari. The values there were computed in quadruple precision, or by several programs, to about 1e-13.
/// </summary>
internal static class StiffTestSet
{
    /// <summary>A problem: its equations, start, end, published end state, and the absolute tolerance its scale asks for.</summary>
    public sealed record Problem(string Name, OdeSystem System, double[] Start, double End, double[] Published, double Scale);

    public static string[] NamesOfPublished => ["Robertson", "HIRES", "Oregonator", "Van der Pol", "POLLU", "Ring modulator"];

    /// <summary>Those that a comparison on the way is worth: the ring modulator takes CVODE minutes at the tolerance of a reference.</summary>
    public static string[] Names => [.. NamesOfPublished[..^1], "E5"];

    public static Problem Get(string name) => name switch
    {
        "Robertson" => new(
            name,
            PolynomialSystem.MassAction(3, (0.04, [0], [1]), (1e4, [1, 2], [0, 2]), (3e7, [1, 1], [1, 2])),
            [1, 0, 0], 1e11,
            [0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050], 1e-8),
        "HIRES" => new(
            name,
            new PolynomialSystem(
                8,
                (0, -1.71, [0]), (0, 0.43, [1]), (0, 8.32, [2]), (0, 0.0007, []),
                (1, 1.71, [0]), (1, -8.75, [1]),
                (2, -10.03, [2]), (2, 0.43, [3]), (2, 0.035, [4]),
                (3, 8.32, [1]), (3, 1.71, [2]), (3, -1.12, [3]),
                (4, -1.745, [4]), (4, 0.43, [5]), (4, 0.43, [6]),
                (5, -280, [5, 7]), (5, 0.69, [3]), (5, 1.71, [4]), (5, -0.43, [5]), (5, 0.69, [6]),
                (6, 280, [5, 7]), (6, -1.81, [6]),
                (7, -280, [5, 7]), (7, 1.81, [6])),
            [1, 0, 0, 0, 0, 0, 0, 0.0057], 321.8122,
            [
                0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
                0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
            ],
            1e-3),
        "Oregonator" => new(
            name,
            new PolynomialSystem(
                3,
                (0, 77.27, [1]), (0, 77.27, [0]), (0, -77.27 * 8.375e-6, [0, 0]), (0, -77.27, [0, 1]),
                (1, 1 / 77.27, [2]), (1, -1 / 77.27, [1]), (1, -1 / 77.27, [0, 1]),
                (2, 0.161, [0]), (2, -0.161, [2])),
            [1, 2, 3], 360,
            [0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3], 1),
        "Van der Pol" => new(
            name,
            new PolynomialSystem(2, (0, 1, [1]), (1, 1e6, [1]), (1, -1e6, [0, 0, 1]), (1, -1e6, [0])),
            [2, 0], 2,
            [0.1706167732170483e1, -0.8928097010247975], 1),
        "POLLU" => Pollution(),
        "Ring modulator" => RingModulator(),
        "E5" => new(
            name,
            new PolynomialSystem(
                4,
                (0, -7.89e-10, [0]), (0, -1.1e7, [0, 2]),
                (1, 7.89e-10, [0]), (1, -1.13e9, [1, 2]),
                (2, 7.89e-10, [0]), (2, -1.1e7, [0, 2]), (2, 1.13e3, [3]), (2, -1.13e9, [1, 2]),
                (3, 1.1e7, [0, 2]), (3, -1.13e3, [3])),
            [1.76e-3, 0, 0, 0], 1e7,
            [], 1e-10),   // y2 = y3 + y4 only up to rounding, 1e-19 here: the published end (1e13, values of 1e-22) is out of reach in this form
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such problem."),
    };

    // Kampowsky, Rentrop and Schmidt (1992), Surv. Math. Ind. 2:23-65: a circuit that mixes two tones through four diodes. Its fast oscillations are damped little.
    private static Problem RingModulator()
    {
        const double c = 1.6e-8, cs = 2e-12, cp = 1e-8, lh = 4.45, ls1 = 0.002, ls2 = 5e-4, gamma = 40.67286402e-9, r = 25000, rp = 50, rg1 = 36.3, rg2 = 17.3;
        const double ri = 50, rc = 600, delta = 17.7493332;
        (double Factor, int[] Plus, int[] Minus)[] voltages = [(-1, [2], [4, 6]), (-1, [5], [3, 6]), (1, [3, 4, 6], []), (1, [6], [2, 5])];   // of the diodes
        (int Equation, double Factor, int Diode)[] currents =
        [
            (2, -1 / cs, 0), (2, 1 / cs, 3), (3, 1 / cs, 1), (3, -1 / cs, 2), (4, 1 / cs, 0), (4, -1 / cs, 2), (5, -1 / cs, 1), (5, 1 / cs, 3),
            (6, 1 / cp, 0), (6, 1 / cp, 1), (6, -1 / cp, 2), (6, -1 / cp, 3),
        ];
        (int Equation, double Factor, int State)[] linear =
        [
            (0, 1 / c, 7), (0, -0.5 / c, 9), (0, 0.5 / c, 10), (0, 1 / c, 13), (0, -1 / (c * r), 0), (1, 1 / c, 8), (1, -0.5 / c, 11), (1, 0.5 / c, 12),
            (1, 1 / c, 14), (1, -1 / (c * r), 1), (2, 1 / cs, 9), (3, -1 / cs, 10), (4, 1 / cs, 11), (5, -1 / cs, 12), (6, -1 / (cp * rp), 6),
            (7, -1 / lh, 0), (8, -1 / lh, 1), (9, 0.5 / ls2, 0), (9, -1 / ls2, 2), (9, -rg2 / ls2, 9), (10, -0.5 / ls2, 0), (10, 1 / ls2, 3),
            (10, -rg2 / ls2, 10), (11, 0.5 / ls2, 1), (11, -1 / ls2, 4), (11, -rg2 / ls2, 11), (12, -0.5 / ls2, 1), (12, 1 / ls2, 5), (12, -rg2 / ls2, 12),
            (13, -1 / ls1, 0), (13, -(ri + rg1) / ls1, 13), (14, -1 / ls1, 1), (14, -(rc + rg1) / ls1, 14),
        ];
        return new(
            "Ring modulator",
            new DenseSystem(
                15,
                (t, y, f) =>
                {
                    Array.Clear(f);
                    f[13] = 0.5 * Math.Sin(2000 * Math.PI * t) / ls1;
                    foreach ((int equation, double factor, int state) in linear) f[equation] += factor * y[state];
                    foreach ((int equation, double factor, int diode) in currents) f[equation] += factor * gamma * (Math.Exp(delta * Voltage(t, y, diode)) - 1);
                },
                (t, y, j) =>
                {
                    foreach ((int equation, double factor, int state) in linear) j[equation, state] += factor;
                    foreach ((int equation, double factor, int diode) in currents)
                    {
                        double slope = factor * gamma * delta * Math.Exp(delta * Voltage(t, y, diode));
                        foreach (int state in voltages[diode].Plus) j[equation, state] += slope;
                        foreach (int state in voltages[diode].Minus) j[equation, state] -= slope;
                    }
                }),
            new double[15], 1e-3,
            [
                -0.2339057358486745e-1, -0.7367485485540825e-2, 0.2582956709291169, -0.4064465721283450, -0.4039455665149794, 0.2607966765422943,
                0.1106761861269975, 0.2939904342435596e-6, -0.2840029933642329e-7, 0.7267198267264553e-3, 0.7929487196960840e-3, -0.7255283495698965e-3,
                -0.7941401968526521e-3, 0.7088495416976114e-4, 0.2390059075236570e-4,
            ],
            1e-3);

        double Voltage(double t, double[] y, int diode)
        {
            (double factor, int[] plus, int[] minus) = voltages[diode];
            return (factor * 2 * Math.Sin(20000 * Math.PI * t)) + plus.Sum(s => y[s]) - minus.Sum(s => y[s]);
        }
    }

    // Verwer (1994), SIAM J. Sci. Comput. 15:1243-1250: air pollution, 20 species, 25 reactions
    private static Problem Pollution()
    {
        (double Constant, int[] Reactants, int[] Products)[] reactions =
        [
            (0.35, [1], [2, 3]), (0.266e2, [2, 4], [1]), (0.123e5, [5, 2], [6, 1]), (0.86e-3, [7], [5, 5, 8]), (0.82e-3, [7], [8]),
            (0.15e5, [7, 6], [8, 5]), (0.13e-3, [9], [10, 8, 5]), (0.24e5, [9, 6], [11]), (0.165e5, [11, 2], [10, 12, 1]),
            (0.9e4, [11, 1], [13]), (0.22e-1, [13], [11, 1]), (0.12e5, [10, 2], [14, 1]), (0.188e1, [14], [7, 5]),
            (0.163e5, [1, 6], [15]), (0.48e7, [3], [4]), (0.35e-3, [4], [16]), (0.175e-1, [4], [3]), (0.1e9, [16], [6, 6]),
            (0.444e12, [16], [3]), (0.124e4, [17, 6], [18, 5]), (0.21e1, [19], [2]), (0.578e1, [19], [1, 3]), (0.474e-1, [1, 4], [19]),
            (0.178e4, [19, 1], [20]), (0.312e1, [20], [1, 19]),
        ];
        var start = new double[20];
        (start[1], start[3], start[6], start[7], start[8], start[16]) = (0.2, 0.04, 0.1, 0.3, 0.01, 0.007);
        return new(
            "POLLU",
            PolynomialSystem.MassAction(20, [.. reactions.Select(r => (r.Constant, Shift(r.Reactants), Shift(r.Products)))]),
            start, 60,
            [
                0.5646255480022769e-1, 0.1342484130422339, 0.4139734331099427e-8, 0.5523140207484359e-2, 0.2018977262302196e-6,
                0.1464541863493966e-6, 0.7784249118997964e-1, 0.3245075353396018, 0.7494013383880406e-2, 0.1622293157301561e-7,
                0.1135863833257075e-7, 0.2230505975721359e-2, 0.2087162882798630e-3, 0.1396921016840158e-4, 0.8964884856898295e-2,
                0.4352846369330103e-17, 0.6899219696263405e-2, 0.1007803037365946e-3, 0.1772146513969984e-5, 0.5682943292316392e-4,
            ],
            1e-7);

        static int[] Shift(int[] numbers) => [.. numbers.Select(i => i - 1)];
    }
}
