using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

internal static class MentorshipErrors
{
    public static readonly Error DuplicateSourceId = new(
        "mentorships.duplicate-source-id",
        409,
        "Наставничество с таким sourceId в регионе уже есть",
        "The region already has a mentorship with this sourceId",
        "/sourceId",
        "mentorship_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "mentorships.duplicate",
        409,
        "Наставничество этой пары с этого дня уже есть",
        "This pair has a mentorship from this day already",
        "/since",
        "mentorship_since_key"
    );
    public static readonly Error OpenAlready = new(
        "mentorships.open-already",
        409,
        "У этой пары уже есть открытое наставничество",
        "This pair has an open mentorship already",
        "/menteeId",
        "mentorship_open_key"
    );
    public static readonly Error UnknownMentor = new(
        "mentorships.unknown-mentor",
        422,
        "Наставник в этом регионе не найден",
        "There is no such mentor in this region",
        "/mentorId",
        "mentorship_mentor_id_fkey"
    );
    public static readonly Error UnknownMentee = new(
        "mentorships.unknown-mentee",
        422,
        "Наставляемый в этом регионе не найден",
        "There is no such mentee in this region",
        "/menteeId",
        "mentorship_mentee_id_fkey"
    );
}
