using Blockade.Models.Expressions;

namespace Blockade.Models.Cvode;

/// <summary>The part in C that calls CVODE: one series of values after another, for each species and observable.</summary>
internal static class CvodeSolver
{
    public static string Text(CvodeSettings settings)
    {
        (string method, string iteration) = settings.IsStiff ? ("CV_BDF", "CV_NEWTON") : ("CV_ADAMS", "CV_FUNCTIONAL");
        bool isSparse = settings is { IsStiff: true, IsSparse: true };
        string old = !settings.IsStiff ? "0" : isSparse ? "CVSpgmr( run->solver, PREC_NONE, 0 )" : "CVDense( run->solver, __N_SPECIES__ )";
        string create = isSparse ? "run->linear = SUNLinSol_SPGMR( run->species, SUN_PREC_NONE, 0, run->context );"
            : "run->matrix = SUNDenseMatrix( __N_SPECIES__, __N_SPECIES__, run->context );\n    if ( run->matrix == NULL ) return -1;\n    run->linear = SUNLinSol_Dense( run->species, run->matrix, run->context );";
        string attach = settings.IsStiff
            ? $"{create}\n    return run->linear == NULL ? -1 : CVodeSetLinearSolver( run->solver, run->linear, run->matrix );"
            : "run->fixed_point = SUNNonlinSol_FixedPoint( run->species, 0, run->context );\n    return run->fixed_point == NULL ? -1 : CVodeSetNonlinearSolver( run->solver, run->fixed_point );";
        return $$"""

            /* what a run holds */
            typedef struct
            {
                double expressions[__N_EXPRESSIONS__ + 1];
                double observables[__N_OBSERVABLES__ + 1];
                double functions[__N_FUNCTIONS__ + 1];
                double ratelaws[__N_RATELAWS__ + 1];
                N_Vector species;
                void * solver;
            #if BY_CONTEXT
                SUNContext context;
                SUNMatrix matrix;
                SUNLinearSolver linear;
                SUNNonlinearSolver fixed_point;
            #endif
            } model_run;

            static int calc_species_deriv( real_number time, N_Vector species, N_Vector Dspecies, void * data )
            {
                model_run * run = (model_run *)data;
                const double * y = N_VGetArrayPointer( species );
                calc_observables( run->observables, y );
                calc_functions( run->functions, time, run->expressions, run->observables );
                calc_ratelaws( run->ratelaws, time, y, run->expressions, run->observables, run->functions );
                calc_slopes( N_VGetArrayPointer( Dspecies ), run->ratelaws );
                return 0;
            }

            #if BY_CONTEXT
            static int create_vector( model_run * run )
            {
                if ( SUNContext_Create( 0, &run->context ) != 0 ) return -1;
                run->species = N_VNew_Serial( __N_SPECIES__, run->context );
                return run->species == NULL ? -1 : 0;
            }

            static int create_solver( model_run * run )
            {
                run->solver = CVodeCreate( {{method}}, run->context );
                return run->solver == NULL ? -1 : 0;
            }

            static int choose_solver( model_run * run )
            {
                {{attach}}
            }
            #else
            static int create_vector( model_run * run )
            {
                run->species = N_VNew_Serial( __N_SPECIES__ );
                return run->species == NULL ? -1 : 0;
            }

            static int create_solver( model_run * run )
            {
                run->solver = CVodeCreate( {{method}}, {{iteration}} );
                return run->solver == NULL ? -1 : 0;
            }

            static int choose_solver( model_run * run )
            {
                (void)(run);
                return {{old}};
            }
            #endif

            static void release( model_run * run )
            {
                if ( run->solver != NULL ) CVodeFree( &run->solver );
            #if BY_CONTEXT
                if ( run->linear != NULL ) SUNLinSolFree( run->linear );
                if ( run->fixed_point != NULL ) SUNNonlinSolFree( run->fixed_point );
                if ( run->matrix != NULL ) SUNMatDestroy( run->matrix );
            #endif
                if ( run->species != NULL ) N_VDestroy_Serial( run->species );
            #if BY_CONTEXT
                if ( run->context != NULL ) SUNContext_Free( &run->context );
            #endif
                free( run );
            }

            static void put_row( model_run * run, size_t row, size_t rows, double * species_out, double * observables_out )
            {
                const double * y = N_VGetArrayPointer( run->species );
                size_t j;
                calc_observables( run->observables, y );
                for ( j = 0; j < __N_SPECIES__; j++ ) species_out[j*rows + row] = y[j];
                for ( j = 0; j < __N_OBSERVABLES__; j++ ) observables_out[j*rows + row] = run->observables[j];
            }

            /* 0, or not 0 where CVODE gave up: rows up to there are filled */
            static int integrate( size_t rows, const double * timepoints, const double * species_init, const double * parameters, double * species_out, double * observables_out )
            {
                model_run * run = (model_run *)calloc( 1, sizeof(model_run) );
                real_number time;
                size_t i;
                int failed;
                if ( run == NULL ) return 1;
                calc_expressions( run->expressions, parameters );
                failed = create_vector( run ) < 0;
                if ( !failed )
                {
                    double * y = N_VGetArrayPointer( run->species );
                    for ( i = 0; i < __N_SPECIES__; i++ ) y[i] = species_init[i];
                    put_row( run, 0, rows, species_out, observables_out );
                    failed = create_solver( run ) < 0
                        || CVodeInit( run->solver, calc_species_deriv, timepoints[0], run->species ) < 0
                        || CVodeSStolerances( run->solver, {{CText.Number(settings.RelativeTolerance)}}, {{CText.Number(settings.AbsoluteTolerance)}} ) < 0
                        || CVodeSetUserData( run->solver, run ) < 0
                        || choose_solver( run ) < 0
                        || CVodeSetMaxNumSteps( run->solver, {{settings.MostSteps}} ) < 0
                        || CVodeSetMaxErrTestFails( run->solver, {{settings.MostErrorFailures}} ) < 0
                        || CVodeSetMaxConvFails( run->solver, {{settings.MostConvergenceFailures}} ) < 0
                        || CVodeSetMaxStep( run->solver, {{CText.Number(settings.LongestStep)}} ) < 0;
                }

                for ( i = 1; i < rows && !failed; i++ )
                {
                    failed = CVode( run->solver, timepoints[i], run->species, &time, CV_NORMAL ) < 0;
                    if ( !failed ) put_row( run, i, rows, species_out, observables_out );
                }

                release( run );
                return failed;
            }

            """;
    }
}
