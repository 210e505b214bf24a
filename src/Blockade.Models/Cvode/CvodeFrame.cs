using System.Diagnostics;
using Blockade.Models.Networks;

namespace Blockade.Models.Cvode;

/// <summary>What stands around the equations: headers and how to compile before them, the function that is called after them.</summary>
internal static class CvodeFrame
{
    public static string Head(string name, CvodeForm form)
    {
        (string file, string how, string include) = form switch
        {
            CvodeForm.Mex => ($"{name}_cvode.c", $"""
                Compile in MATLAB:
                    mex -I<SUNDIALS>/include -L<SUNDIALS>/lib {name}_cvode.c -lsundials_cvode -lsundials_nvecserial -lm
                Call:
                    [error_status, species_out, observables_out] = {name}_cvode( timepoints, species_init, parameters )
                A column of times and two rows in; columns for species and observables, and rows for times, out. {name}.m does so, with defaults, and plots.
                """, "#include \"mex.h\"\n"),
            CvodeForm.Header => ($"{name}_cvode.h", $$"""
                Include it in one file of a program in C++ and link with -lsundials_cvode -lsundials_nvecserial. Call:
                    Result result = simulate( timepoints, species_init, parameters );
                Vectors of double in; result.status is 0 if all went well, result.species[N][t] and result.observables[N][t] are values at times.
                """, "#include <vector>\n"),
            CvodeForm.Library => ($"{name}_cvode_py.c", $"""
                Compile:
                    gcc -O2 -fPIC -shared -I<SUNDIALS>/include -L<SUNDIALS>/lib {name}_cvode_py.c -o {name}_cvode_py.so -lsundials_cvode -lsundials_nvecserial -lm
                Call through ctypes: simulate( n, times, n, species_init, n, parameters ) gives a RESULT, free_result( RESULT ) gives its memory back.
                Species and observables are series of n_tpts values, one after another; names are separated by slashes.
                """, "#include <stdio.h>\n#include <string.h>\n"),
            _ => throw new UnreachableException(),
        };
        return $"""
            /*
            {file}: written by Blockade, to be integrated with CVODE of SUNDIALS, version 2 or 6 and later.

            {how}
            */

            {include}#include <stdlib.h>
            #include <math.h>
            #include <cvode/cvode.h>
            #include <nvector/nvector_serial.h>

            #if defined(SUNDIALS_VERSION_MAJOR) && SUNDIALS_VERSION_MAJOR >= 6
            #define BY_CONTEXT 1
            #include <sunmatrix/sunmatrix_dense.h>
            #include <sunlinsol/sunlinsol_dense.h>
            #include <sunlinsol/sunlinsol_spgmr.h>
            #include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
            typedef sunrealtype real_number;
            #elif defined(SUNDIALS_VERSION_MAJOR)
            #error "versions 3 to 5 of SUNDIALS are not provided for; take version 6 or later"
            #else
            #define BY_CONTEXT 0
            #include <cvode/cvode_dense.h>
            #include <cvode/cvode_spgmr.h>
            typedef realtype real_number;
            #endif


            """;
    }

    public static string Tail(ReactionNetwork network, CvodeForm form) => form switch
    {
        CvodeForm.Mex => """

            void mexFunction( int nlhs, mxArray * plhs[], int nrhs, const mxArray * prhs[] )
            {
                size_t rows;
                if ( nlhs != 3 || nrhs != 3 ) mexErrMsgTxt( "syntax: [error_status, species_out, observables_out] = f( timepoints, species_init, parameters )" );
                if ( mxGetM( prhs[0] ) < 2 || mxGetN( prhs[0] ) != 1 ) mexErrMsgTxt( "timepoints must be a column vector of two or more elements" );
                if ( mxGetM( prhs[1] ) != 1 || mxGetN( prhs[1] ) != __N_SPECIES__ ) mexErrMsgTxt( "species_init must be a row vector with an element for each species" );
                if ( mxGetM( prhs[2] ) != 1 || mxGetN( prhs[2] ) != __N_PARAMETERS__ ) mexErrMsgTxt( "parameters must be a row vector with an element for each parameter" );
                rows = mxGetM( prhs[0] );
                plhs[0] = mxCreateDoubleMatrix( 1, 1, mxREAL );
                plhs[1] = mxCreateDoubleMatrix( rows, __N_SPECIES__, mxREAL );
                plhs[2] = mxCreateDoubleMatrix( rows, __N_OBSERVABLES__, mxREAL );
                mxGetPr( plhs[0] )[0] = integrate( rows, mxGetPr( prhs[0] ), mxGetPr( prhs[1] ), mxGetPr( prhs[2] ), mxGetPr( plhs[1] ), mxGetPr( plhs[2] ) );
            }

            """,
        CvodeForm.Header => """

            struct Result
            {
                int status;
                std::vector< std::vector<double> > species;
                std::vector< std::vector<double> > observables;
            };

            inline Result simulate( std::vector<double> timepoints, std::vector<double> species_init, std::vector<double> parameters )
            {
                size_t rows = timepoints.size(), i;
                Result result;
                result.status = 1;
                if ( rows < 2 || species_init.size() != __N_SPECIES__ || parameters.size() != __N_PARAMETERS__ ) return result;
                std::vector<double> species( rows*__N_SPECIES__ + 1 ), observables( rows*__N_OBSERVABLES__ + 1 );
                parameters.push_back( 0 );
                result.status = integrate( rows, &timepoints[0], &species_init[0], &parameters[0], &species[0], &observables[0] );
                for ( i = 0; i < __N_SPECIES__; i++ ) result.species.push_back( std::vector<double>( species.begin() + i*rows, species.begin() + (i + 1)*rows ) );
                for ( i = 0; i < __N_OBSERVABLES__; i++ ) result.observables.push_back( std::vector<double>( observables.begin() + i*rows, observables.begin() + (i + 1)*rows ) );
                return result;
            }

            """,
        CvodeForm.Library => $$"""

            typedef struct result
            {
                int status;
                int n_observables;
                int n_species;
                int n_tpts;
                int obs_name_len;
                int spcs_name_len;
                double * observables;
                double * species;
                char * obs_names;
                char * spcs_names;
            } RESULT;

            static const char observable_names[] = "{{Names(network.Observables.Select(o => o.Name))}}";
            static const char species_names[] = {{SpeciesNames(network)}};

            static char * copied( const char * text, size_t length )
            {
                char * to = (char *)malloc( length );
                if ( to != NULL ) memcpy( to, text, length );
                return to;
            }

            RESULT * simulate( int num_tpts, double * timepoints, int num_species_init, double * species_init, int num_parameters, double * parameters )
            {
                size_t rows = num_tpts < 2 ? 0 : (size_t)num_tpts;
                RESULT * result = (RESULT *)calloc( 1, sizeof(RESULT) );
                if ( result == NULL ) return NULL;
                result->n_observables = __N_OBSERVABLES__;
                result->n_species = __N_SPECIES__;
                result->n_tpts = num_tpts;
                result->obs_name_len = sizeof(observable_names);
                result->spcs_name_len = sizeof(species_names);
                result->observables = (double *)calloc( rows*__N_OBSERVABLES__ + 1, sizeof(double) );
                result->species = (double *)calloc( rows*__N_SPECIES__ + 1, sizeof(double) );
                result->obs_names = copied( observable_names, sizeof(observable_names) );
                result->spcs_names = copied( species_names, sizeof(species_names) );
                result->status = 1;
                if ( rows == 0 ) printf( "two or more times are needed\n" );
                else if ( num_species_init != __N_SPECIES__ ) printf( "%d amounts of species are needed\n", __N_SPECIES__ );
                else if ( num_parameters != __N_PARAMETERS__ ) printf( "%d parameters are needed\n", __N_PARAMETERS__ );
                else if ( result->observables != NULL && result->species != NULL )
                {
                    result->status = integrate( rows, timepoints, species_init, parameters, result->species, result->observables );
                }

                return result;
            }

            void free_result( RESULT * result )
            {
                free( result->obs_names );
                free( result->spcs_names );
                free( result->observables );
                free( result->species );
                free( result );
            }

            """,
        _ => throw new UnreachableException(),
    };

    private static string Names(IEnumerable<string> names) => string.Concat(names.Select(n => n + "/"));

    // a name a line: compilers need not take a longer one
    private static string SpeciesNames(ReactionNetwork network) => string.Join("\n    ", network.Species.Select(s => $"\"{s.Name}/\""));
}
