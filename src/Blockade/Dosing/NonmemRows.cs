using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Blockade.Dosing;

/// <summary>Administrations in the columns that NONMEM, nlmixr2 and mrgsolve read.</summary>
public static class NonmemRows
{
    /// <summary>
    /// Comma-separated rows ID, TIME (h), AMT (mg), RATE (mg/h; 0 for a bolus), EVID (1), CMT (the drug's number, from 1, in
    /// order of first use), MDV (1) and the drug's name, in time order.
    /// </summary>
    public static string Write(IEnumerable<Dose> doses)
    {
        var compartments = new List<string>();
        var text = new StringBuilder("ID,TIME,AMT,RATE,EVID,CMT,MDV,DRUG\n");
        foreach (Dose dose in doses.OrderBy(d => d.StartDays))
        {
            if (!compartments.Contains(dose.Drug)) compartments.Add(dose.Drug);
            double rate = dose is Infusion i ? i.MilligramsPerDay / 24 : 0;
            text.Append(CultureInfo.InvariantCulture,
                $"1,{dose.StartDays * 24:0.####},{dose.Milligrams:0.####},{rate:0.####},1,{compartments.IndexOf(dose.Drug) + 1},1,{dose.Drug}\n");
        }

        return text.ToString();
    }
}
