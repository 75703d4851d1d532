namespace Efs.Api.Kernel;

/// <summary>Errors of the feed of changes.</summary>
internal static class ChangeErrors
{
    public static readonly Error TooOld = new(
        "changes.too-old",
        410,
        "Изменения с этого места уже не хранятся: возьмите курсор GET /v1/changes/head, прочитайте все записи и продолжайте с него",
        "The changes from this place are no longer kept: take the cursor of GET /v1/changes/head, read all records, and go on from it"
    );
}
