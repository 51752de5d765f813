namespace MetaLogging.Server.Demo.Offices;

/// <summary>What somebody does all day.</summary>
internal enum Team
{
    Support = 0,
    Engineering = 1,
    Sales = 2,
    Finance = 3,
    HumanResources = 4,
    Administration = 5,
    Board = 6,
    Contractor = 7,
}
