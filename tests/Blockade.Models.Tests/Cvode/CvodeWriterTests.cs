using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Cvode;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Cvode;

public sealed class CvodeWriterTests : IDisposable
{
    private const string Model = """
        begin parameters
          k 0.5
          N 100
          twice 2*k
        end parameters
        begin seed species
          A(s~u) N
          B(a~x) 8
          $C() 3
        end seed species
        begin observables
          Molecules Left A(s~u)
          Molecules Done A(s~p)
          Molecules B B(a~x)
        end observables
        begin functions
          growing() = if(Left>=0 && time()<1e3,k*time(),0)
        end functions
        begin reaction rules
          A(s~u) -> A(s~p) growing()
          B(a~x) <-> B(a~y) twice,3*k
          C() -> 0 1
        end reaction rules
        """;

    // What a program sees of SUNDIALS 2 and of MATLAB, with a Runge-Kutta method of order 4 in CVODE's place.
    private const string StandIn = """
        #include <stdlib.h>
        #define CV_BDF 1
        #define CV_ADAMS 2
        #define CV_NEWTON 1
        #define CV_FUNCTIONAL 2
        #define CV_NORMAL 1
        #define PREC_NONE 0
        typedef double realtype;
        typedef double * N_Vector;
        typedef struct { int (*f)( realtype, N_Vector, N_Vector, void * ); void * data; double t; } stand_in;
        static inline N_Vector N_VNew_Serial( long n ) { return (N_Vector)calloc( n, sizeof(double) ); }
        static inline void N_VDestroy_Serial( N_Vector v ) { free( v ); }
        static inline double * N_VGetArrayPointer( N_Vector v ) { return v; }
        static inline void * CVodeCreate( int method, int iteration ) { (void)method; (void)iteration; return calloc( 1, sizeof(stand_in) ); }
        static inline void CVodeFree( void ** s ) { free( *s ); }
        static inline int CVodeInit( void * s, int (*f)( realtype, N_Vector, N_Vector, void * ), realtype t, N_Vector y ) { (void)y; ((stand_in *)s)->f = f; ((stand_in *)s)->t = t; return 0; }
        static inline int CVodeSStolerances( void * s, double r, double a ) { (void)s; return r > 0 && a > 0 ? 0 : -1; }
        static inline int CVodeSetUserData( void * s, void * d ) { ((stand_in *)s)->data = d; return 0; }
        static inline int CVDense( void * s, long n ) { (void)s; (void)n; return 0; }
        static inline int CVSpgmr( void * s, int p, int n ) { (void)s; (void)p; (void)n; return 0; }
        static inline int CVodeSetMaxNumSteps( void * s, long n ) { (void)s; (void)n; return 0; }
        static inline int CVodeSetMaxErrTestFails( void * s, int n ) { (void)s; (void)n; return 0; }
        static inline int CVodeSetMaxConvFails( void * s, int n ) { (void)s; (void)n; return 0; }
        static inline int CVodeSetMaxStep( void * s, double h ) { (void)s; (void)h; return 0; }
        static inline int CVode( void * s, double end, N_Vector y, double * t, int task )
        {
            stand_in * me = (stand_in *)s;
            double k[4][SPECIES], z[SPECIES], h = (end - me->t)/1000, c[4] = { 0, 0.5, 0.5, 1 };
            int n, i, j;
            (void)task;
            for ( n = 0; n < 1000; n++, me->t += h )
            {
                for ( i = 0; i < 4; i++ )
                {
                    for ( j = 0; j < SPECIES; j++ ) z[j] = y[j] + (i > 0 ? c[i]*h*k[i - 1][j] : 0);
                    me->f( me->t + c[i]*h, z, k[i], me->data );
                }

                for ( j = 0; j < SPECIES; j++ ) y[j] += h/6*(k[0][j] + 2*k[1][j] + 2*k[2][j] + k[3][j]);
            }

            *t = me->t = end;
            return 0;
        }
        """;

    private const string StandInForMatlab = """
        #include <stdlib.h>
        typedef struct { size_t m, n; double * d; } mxArray;
        enum { mxREAL };
        static inline size_t mxGetM( const mxArray * a ) { return a->m; }
        static inline size_t mxGetN( const mxArray * a ) { return a->n; }
        static inline double * mxGetPr( const mxArray * a ) { return a->d; }
        static inline mxArray * mxCreateDoubleMatrix( size_t m, size_t n, int r ) { mxArray * a = (mxArray *)malloc( sizeof(mxArray) ); (void)r; a->m = m; a->n = n; a->d = (double *)calloc( m*n + 1, 8 ); return a; }
        static inline void mexErrMsgTxt( const char * text ) { (void)text; exit( 3 ); }
        """;

    private const string Start = "double t[3] = { 0, 1, 2 }, s[6] = { 100, 8, 3, 0, 0, 0 }, p[2] = { 0.5, 100 };";
    private const string Print = """printf( "%.17g %.17g %.17g", """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blockade-cvode-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(CvodeForm.Library, "gcc", "int main( void ) { " + Start + " RESULT * r = simulate( 3, t, SPECIES, s, 2, p ); if ( r->status ) return 2; " + Print + "r->observables[2], r->observables[5], r->observables[8] ); free_result( r ); return 0; }")]
    [InlineData(CvodeForm.Mex, "gcc", "int main( void ) { " + Start + " mxArray a = { 3, 1, t }, b = { 1, SPECIES, s }, c = { 1, 2, p }, * out[3]; const mxArray * in[3] = { &a, &b, &c }; mexFunction( 3, out, 3, in ); if ( out[0]->d[0] ) return 2; " + Print + "out[2]->d[2], out[2]->d[5], out[2]->d[8] ); return 0; }")]
    [InlineData(CvodeForm.Header, "g++", "int main() { " + Start + " Result r = simulate( std::vector<double>( t, t + 3 ), std::vector<double>( s, s + SPECIES ), std::vector<double>( p, p + 2 ) ); if ( r.status ) return 2; " + Print + "r.observables[0][2], r.observables[1][2], r.observables[2][2] ); }")]
    [Evidence(EvidenceKind.Analytic, "A = N exp(-k t²/2); B follows 8 (3 + 2 exp(-5 k t))/5; what a compiler makes of the file, with a Runge-Kutta method in the place of CVODE")]
    public async Task A_compiler_takes_each_form_and_the_course_is_the_exact_one(CvodeForm form, string compiler, string main)
    {
        ReactionNetwork network = Expand(Model);
        using var text = new StringWriter();
        CvodeWriter.Write(network, "m", form, new CvodeSettings(), text);
        if (await Run(compiler, text.ToString(), main, network.Species.Length) is not { } printed)
        {
            Assert.Skip($"there is no {compiler}");
            return;
        }

        double[] seen = [.. printed.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        double left = 100 * Math.Exp(-0.5 * 2);

        // steps of 1e-3: an error of order h^4, some 1e-12, of values up to 100, over 2000 steps
        Assert.Equal(left, seen[0], 1e-9);
        Assert.Equal(100 - left, seen[1], 1e-9);
        Assert.Equal(8 * (3 + (2 * Math.Exp(-5 * 0.5 * 2))) / 5, seen[2], 1e-9);
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "SUNDIALS user guide: Adams goes with fixed points, GMRES is called SPGMR; both in the old and the new interface")]
    public void The_solver_is_the_one_asked_for()
    {
        using var adams = new StringWriter();
        CvodeWriter.Write(Expand(Model), "m", CvodeForm.Library, new CvodeSettings { IsStiff = false }, adams);
        using var sparse = new StringWriter();
        CvodeWriter.Write(Expand(Model), "m", CvodeForm.Library, new CvodeSettings { IsSparse = true, MostSteps = 77 }, sparse);

        Assert.Contains("CVodeCreate( CV_ADAMS, CV_FUNCTIONAL )", adams.ToString(), StringComparison.Ordinal);
        Assert.Contains("SUNNonlinSol_FixedPoint( run->species, 0, run->context )", adams.ToString(), StringComparison.Ordinal);
        Assert.Contains("CVSpgmr( run->solver, PREC_NONE, 0 )", sparse.ToString(), StringComparison.Ordinal);
        Assert.Contains("SUNLinSol_SPGMR( run->species, SUN_PREC_NONE, 0, run->context )", sparse.ToString(), StringComparison.Ordinal);
        Assert.Contains("CVodeSetMaxNumSteps( run->solver, 77 )", sparse.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A() -> 0 mratio(1,2,k)", "mratio")]
    [Evidence(EvidenceKind.Analytic, "what C lacks is named, and nothing is written wrongly")]
    public void What_has_no_counterpart_is_an_objection(string rule, string named)
    {
        string? objection = CvodeWriter.Objection(Expand($"begin parameters\nk 1\nend parameters\nbegin seed species\nA() 1\nend seed species\nbegin reaction rules\n{rule}\nend reaction rules\n"));

        Assert.Contains(named, objection, StringComparison.Ordinal);
    }

    private static ReactionNetwork Expand(string text) => ReactionNetwork.Expand(BnglReader.Read(new SourceText("m.bngl", text)).Value!, new ExpansionLimits()).Value!;

    private async Task<string?> Run(string compiler, string text, string main, int species)
    {
        string Place(string name) => Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Place("cvode"));
        Directory.CreateDirectory(Place("nvector"));
        await File.WriteAllTextAsync(Place("cvode/cvode.h"), $"#define SPECIES {species}\n{StandIn}", TestContext.Current.CancellationToken);
        foreach (string empty in new[] { "cvode/cvode_dense.h", "cvode/cvode_spgmr.h", "nvector/nvector_serial.h" }) await File.WriteAllTextAsync(Place(empty), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Place("mex.h"), StandInForMatlab, TestContext.Current.CancellationToken);
        string source = Place(compiler == "g++" ? "m.cpp" : "m.c");
        await File.WriteAllTextAsync(source, $"{text}\n#include <stdio.h>\n{main}\n", TestContext.Current.CancellationToken);
        try
        {
            (int code, string said) = await Call(compiler, ["-O1", "-Wall", "-Wextra", "-Werror", "-I", _folder.FullName, source, "-o", Place("m"), "-lm"]);
            Assert.True(code == 0, said);
        }
        catch (Win32Exception)
        {
            return null;
        }

        (int status, string printed) = await Call(Place("m"), []);
        Assert.Equal(0, status);
        return printed;
    }

    private static async Task<(int Code, string Said)> Call(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), wrong = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await wrong);
    }
}
