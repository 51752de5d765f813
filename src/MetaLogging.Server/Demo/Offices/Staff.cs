namespace MetaLogging.Server.Demo.Offices;

/// <summary>The people of the office. All names are made up.</summary>
internal static class Staff
{
    /// <summary>Everybody, by team; there are always the same 58.</summary>
    public static IReadOnlyList<Person> All { get; } =
    [
        .. Members(Team.Support, 1,
            ("ines.tarvend", Place.Lisbon), ("rui.almestre", Place.Lisbon), ("carla.vendrosa", Place.Lisbon), ("tiago.lumbreiro", Place.Lisbon),
            ("jonas.ahrendorp", Place.Berlin), ("mira.quastel", Place.Berlin), ("lotte.brimsen", Place.Berlin), ("emil.standhage", Place.Berlin),
            ("claire.fennorval", Place.Toronto), ("owen.tallinger", Place.Toronto), ("priya.devanulla", Place.Pune), ("arjun.khatelwal", Place.Pune),
            ("meera.solanthi", Place.Pune), ("nikhil.borwadkar", Place.Pune), ("dana.whitmarrow", Place.Toronto), ("felix.orsbach", Place.Berlin)),
        .. Members(Team.Engineering, 17,
            ("greta.holvermann", Place.Berlin), ("timo.rasquardt", Place.Berlin), ("yusuf.kelemdar", Place.Berlin), ("anneke.vosdaal", Place.Berlin),
            ("bruno.castelhar", Place.Lisbon), ("sofia.mirandel", Place.Lisbon), ("kavya.ranadive", Place.Pune), ("rohan.tippakar", Place.Pune),
            ("anil.murdeshi", Place.Pune), ("sneha.gokharde", Place.Pune), ("marc.delorvigne", Place.Toronto), ("tess.abernorth", Place.Toronto),
            ("ivan.petrelko", Place.Berlin)),
        .. Members(Team.Sales, 30,
            ("helena.cordovil", Place.Lisbon), ("paul.steinwarth", Place.Berlin), ("nora.eschfeld", Place.Berlin), ("liam.garrowby", Place.Toronto),
            ("maya.trentvale", Place.Toronto), ("zoe.lachambert", Place.Toronto), ("vikram.shendure", Place.Pune), ("pedro.saldanhal", Place.Lisbon),
            ("ruth.okonjara", Place.Toronto)),
        .. Members(Team.Finance, 39,
            ("marta.quintavel", Place.Lisbon), ("joana.ribalter", Place.Lisbon), ("heike.dorwald", Place.Berlin), ("stefan.lomberg", Place.Berlin),
            ("aisha.farouvel", Place.Berlin), ("grace.pemberlow", Place.Toronto), ("sunil.rajwaren", Place.Pune), ("lucia.montarel", Place.Lisbon)),
        .. Members(Team.HumanResources, 47,
            ("beatriz.novalho", Place.Lisbon), ("katrin.elsenbach", Place.Berlin), ("simon.harcourty", Place.Toronto), ("deepa.varnekar", Place.Pune),
            ("olga.zimmeray", Place.Berlin)),
        .. Members(Team.Administration, 52,
            ("nuno.ferragal", Place.Lisbon), ("birgit.tannhoff", Place.Berlin), ("sam.oakhurstle", Place.Toronto), ("leela.bhandorkar", Place.Pune)),
        .. Members(Team.Board, 56, ("vera.altmoor", Place.Berlin)),
        .. Members(Team.Contractor, 57, ("kit.marlowend", Place.Toronto)),
        .. Members(Team.Board, 58, ("duarte.pinhoval", Place.Lisbon)),
    ];

    /// <summary>The head of finance, whom somebody else would like to be.</summary>
    public static Person HeadOfFinance { get; } = Named("marta.quintavel");

    /// <summary>Who gets up first when something is wrong.</summary>
    public static Person FirstResponder { get; } = Named("nuno.ferragal");

    /// <summary>Is here for a project and looks further than that.</summary>
    public static Person Contractor { get; } = Named("kit.marlowend");

    public static IReadOnlyList<Person> Of(Team team) => [.. All.Where(person => person.Team == team)];

    static Person Named(string name) => All.Single(person => person.UserName == name);

    static IEnumerable<Person> Members(Team team, int first, params (string Name, Place Place)[] rows) =>
        rows.Select((row, i) => new Person(first + i, row.Name, team, row.Place));
}
