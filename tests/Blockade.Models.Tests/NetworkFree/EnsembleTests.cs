using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Numerics.Random;
using Blockade.Testing;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Small models of one feature each, against ensembles of NFsim.</summary>
public class EnsembleTests(EnsembleTests.Ensembles ensembles) : IClassFixture<EnsembleTests.Ensembles>
{
    private const int RunsOfReference = 20;

    // One each for: wildcards, equal sites, equal partners, rings and chains, contexts over bonds, strict products, synthesis and deletion,
    // clamped seeds, functional rates, species observables, rates that count at a label.
    public static TheoryData<string> Models =>
    [
        "combo_multimol_unimol", "combo_shorthand_embed", "combo_strict_product_plus", "combo_synth_degrade_equilibrium", "edg_branched_polymer",
        "edg_compound_op_swap", "edg_fixed_competition", "edg_homotrimer_binding", "edg_multi_pattern_obs", "edg_oscillator", "edg_self_dimerize",
        "edg_state_increment_chain", "edg_synth_bind_existing", "edg_synth_bonded_complex", "ft_blbr", "ft_bond_wildcards", "ft_clamped_species",
        "ft_competitive_binding", "ft_complex_seed", "ft_conditional_rate", "ft_cooperative_binding", "ft_match_once", "ft_multi_product",
        "ft_multi_site_binding", "ft_multimol_pattern_sym_nonreacting", "ft_multimol_sym_obs", "ft_multimol_unimol_unbind_sym",
        "ft_receptor_dimerization", "ft_species_vs_molecules", "ft_synthesis_degradation", "ft_tlbr", "nf_branching_aggregate", "nf_large_multivalent",
        "edg_pattern_local_fcn", "combo_localfcn_multisite", "ft_energy_patterns",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    [Evidence(EvidenceKind.OtherProgram, "NFsim 1.14.3, 20 runs a model, collected by RuleMonkey (commit 13e9f636)")]
    public void Means_over_time_are_NFsims(string name)
    {
        IReadOnlyDictionary<string, string> files = ensembles.Open(name);
        NetworkFreeModel model = NetworkFreeModel.Compile(BnglReader.Read(new SourceText(name, files[$"{name}.bngl"])).Value!).Value!;
        (string[] columns, double[][] means) = Table(files["reference/nfsim.mean.tsv"]);
        (_, double[][] deviations) = Table(files["reference/nfsim.std.tsv"]);
        int[] observable = [.. columns.Select(c => model.ObservableNames.IndexOf(c))];

        const int runs = 20;
        var values = new double[runs][][];
        for (uint r = 0; r < runs; r++)
        {
            var simulator = new NetworkFreeSimulator(model, model.Parameters(), new RandomSource(7).Sequence(1, r));
            double t = 0;
            values[r] = [.. means.Select(row =>
            {
                Assert.Equal(NetworkFreeStatus.Completed, simulator.Advance(ref t, row[0], TestContext.Current.CancellationToken));
                var now = new double[model.ObservableNames.Length];
                simulator.Observables(now);
                return now;
            })];
        }

        // the archive's rule: of all points at most 1 % beyond z = 4, none beyond 6; where nothing varies, equality
        var z = new List<double>();
        for (int k = 0; k < means.Length; k++)
        {
            for (int c = 1; c < columns.Length; c++)
            {
                if (observable[c] < 0) continue;
                (double mean, double variance) = values.Select(v => v[k][observable[c]]).Moments();
                double error = Math.Sqrt((variance / runs) + (deviations[k][c] * deviations[k][c] / RunsOfReference));
                double gap = Math.Abs(mean - means[k][c]);
                z.Add(error > 0 ? gap / error : gap < 1e-6 * Math.Max(1, mean) ? 0 : double.PositiveInfinity);   // six digits are printed
            }
        }

        Assert.NotEmpty(z);
        Assert.InRange(z.Max(), 0, 6);
        Assert.InRange(z.Count(x => x > 4), 0, 0.01 * z.Count);
    }

    private static (string[] Columns, double[][] Rows) Table(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (Cells(lines[0]), [.. lines.Skip(1).Select(l => Cells(l).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray())]);

        static string[] Cells(string line) => line.Split((char[])['\t', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The archive, unpacked once.</summary>
    public sealed class Ensembles
    {
        private const string Archive = "corpora/nfsim-validate-open.tar.gz";
        private readonly Dictionary<string, Dictionary<string, string>> _files = [];

        internal IReadOnlyDictionary<string, string> Open(string model)
        {
            string path = Repository.Shared(Archive);
            if (_files.Count == 0) Unpack(path);
            return _files[model];
        }

        private void Unpack(string path)
        {
            using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var tar = new TarReader(zipped);
            while (tar.GetNextEntry() is { } entry)
            {
                const string folder = "/feature_coverage/";
                int at = entry.Name.IndexOf(folder, StringComparison.Ordinal);
                if (at < 0 || entry.DataStream is null) continue;
                string[] parts = entry.Name[(at + folder.Length)..].Split('/', 2);
                if (parts.Length < 2) continue;
                if (!_files.TryGetValue(parts[0], out Dictionary<string, string>? files)) _files.Add(parts[0], files = []);
                using var reader = new StreamReader(entry.DataStream);
                files[parts[1]] = reader.ReadToEnd();
            }
        }
    }
}
