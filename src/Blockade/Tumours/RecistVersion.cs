namespace Blockade.Tumours;

/// <summary>Which response criteria a trial reads by.</summary>
public enum RecistVersion
{
    /// <summary>RECIST 1.0 (2000): up to ten target lesions; progression at 20 % over the smallest sum.</summary>
    Recist10,

    /// <summary>RECIST 1.1 (2009): up to five; progression also needs 5 mm.</summary>
    Recist11,
}
