using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Programs;
using Efs.Api.Platform.Exports;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Programs;

/// <summary>Certificates as the file that ФИС ФРДО takes.</summary>
public sealed class FrdoTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task A_certificate_is_a_row_of_the_template()
    {
        var snils = Documents.NewSnils();
        using var region = await efs.Client("frdo", EfsHost.WholeRegion, "70");
        var educator = await region.Create("/v1/educators", Documents.Educator("70").With("snils", snils).With("citizenship", "051"));
        var program = await efs.Region27.Create("/v1/programs", Documents.Program("27", 250).With("title", "Менеджмент в образовании"));
        var bare = await region.Create(
            "/v1/certificates",
            Documents.Certificate(educator.Id(), "70").With("number", "000001").With("registrationNumber", null)
        );
        await region.Create(
            "/v1/certificates",
            Documents
                .Certificate(educator.Id(), "70")
                .With("status", "duplicate")
                .With("number", "000002")
                .With("replacesId", bare.Id())
                .With("issuedOn", "2024-06-01")
                .With("lossConfirmed", true)
        );
        await region.Create(
            "/v1/certificates",
            Documents
                .Certificate(educator.Id(), "70")
                .With("kind", "retraining_diploma")
                .With("hours", 250)
                .With("programTitle", null)
                .With("programId", program.Id())
                .With("status", "correction")
                .With("series", "АА")
                .With("number", "007")
                .With("registrationNumber", "2024-17")
                .With("startYear", 2023)
                .With("endYear", 2024)
                .With("studyForm", "part_time")
                .With("funding", "budget")
                .With("professionalArea", "Образование и наука")
                .With("specialtyGroup", "44.00.00 <&> \"x\" _x0041_\uffff")
                .With("qualificationName", "Учитель")
                .With("educationLevel", "vocational")
                .With("diplomaSurname", "Петрова")
                .With("diplomaSeries", "ВСГ")
                .With("diplomaNumber", "0000001")
                .With("educationForm", "outside_organisation")
                .With("exchangeConfirmed", true)
                .With("destructionConfirmed", true)
                .With(
                    "original",
                    new JsonObject
                    {
                        ["documentName"] = "Диплом",
                        ["series"] = "ББ",
                        ["number"] = "000006",
                        ["registrationNumber"] = "2023-1",
                        ["issuedOn"] = "2024-05-29",
                        ["lastName"] = "Петрова",
                        ["firstName"] = "Марья",
                        ["middleName"] = "Фоминична",
                    }
                )
        );

        var (name, rows) = await region.ReadXlsx("/v1/certificates/export");
        Assert.Equal("Шаблон", name);
        Assert.Equal(FrdoTemplateTests.Forty, rows[0]);
        string[] person = ["Иванова", "Мария", "Петровна", "12.04.1985", "Жен", snils];
        Assert.Equal(
            [
                "Удостоверение о повышении квалификации",
                "Оригинал",
                "Нет",
                "Нет",
                "Нет",
                "нет",
                "000001",
                "30.05.2024",
                "нет",
                "Повышение квалификации",
                "Формирующее оценивание",
                "",
                "",
                "нет",
                "",
                "",
                "",
                "",
                "",
                "",
                "36",
                .. person,
                "Очная",
                "Платное обучение",
                "в образовательной организации",
                "051",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
            ],
            rows[1]
        );
        Assert.Equal(
            [
                "Удостоверение о повышении квалификации",
                "Дубликат",
                "Да",
                "Нет",
                "Нет",
                "нет",
                "000002",
                "01.06.2024",
                "нет",
                "Повышение квалификации",
                "Формирующее оценивание",
                "",
                "",
                "нет",
                "",
                "",
                "",
                "",
                "",
                "",
                "36",
                .. person,
                "Очная",
                "Платное обучение",
                "в образовательной организации",
                "051",
                "Удостоверение о повышении квалификации",
                "",
                "000001",
                "",
                "30.05.2024",
                "Иванова",
                "Мария",
                "Петровна",
                "",
            ],
            rows[2]
        );
        Assert.Equal(
            [
                "Диплом о профессиональной переподготовке",
                "Исправленный",
                "Нет",
                "Да",
                "Да",
                "АА",
                "007",
                "30.05.2024",
                "2024-17",
                "Профессиональная переподготовка",
                "Менеджмент в образовании",
                "Образование и наука",
                "44.00.00 <&> \"x\" _x005F_x0041__xFFFF_",
                "Учитель",
                "Среднее профессиональное образование",
                "Петрова",
                "ВСГ",
                "0000001",
                "2023",
                "2024",
                "250",
                .. person,
                "Очно-заочная",
                "Бюджетное обучение",
                "вне образовательной организации",
                "051",
                "Диплом",
                "ББ",
                "000006",
                "2023-1",
                "29.05.2024",
                "Петрова",
                "Марья",
                "Фоминична",
                "000006",
            ],
            rows[3]
        );
        Assert.Equal(4, rows.Count);
        Assert.Equal([FrdoTemplateTests.Forty], (await region.ReadXlsx("/v1/certificates/export?number=999")).Rows);

        var readings = (await efs.Administrator.GetJson($"/v1/audit?client=frdo&action=read&recordId={educator.Id()}"))["items"]!.AsArray();
        Assert.Contains(readings, entry => (string?)entry!["operation"] == "ExportCertificates");
    }

    [Fact]
    public async Task A_file_that_is_sent_in_again_keeps_what_it_has_no_column_for()
    {
        using var region = await efs.Client("frdo-again", EfsHost.WholeRegion, "71");
        var educator = await region.Create("/v1/educators", Documents.Educator("71"));
        var institute = (await region.Create("/v1/institutes", Documents.Institute("71"))).Id();
        var program = await region.Create("/v1/programs", Documents.Program("71"));
        var replaced = await region.Create("/v1/certificates", OfInstitute().With("sourceId", "c-1"));
        var duplicate = await region.Create(
            "/v1/certificates",
            OfInstitute().With("status", "duplicate").With("replacesId", replaced.Id())
        );

        var file = await (await region.GetAs(Exports.Workbook, "/v1/certificates/export")).Content.ReadAsByteArrayAsync();
        var query = $"resource=certificates&providerInstituteId={institute}";
        Assert.Equal("done unchanged=2", (await region.Import(query, file, Exports.Workbook)).Summary());
        Assert.Equal((int)duplicate["version"]!, (int)(await region.GetJson($"/v1/certificates/{duplicate.Id()}"))["version"]!);

        var (_, rows) = await region.ReadXlsx("/v1/certificates/export");
        var row = rows.Single(r => r[6] == duplicate.Text("number"));
        row[10] = "Другая программа";
        row[33] = "000999";
        var csv = string.Join('\n', new[] { rows[0], row }.Select(cells => string.Join(';', cells)));
        Assert.Equal("done updated=1", (await region.Import(query, csv, "text/csv")).Summary());
        var updated = await region.GetJson($"/v1/certificates/{duplicate.Id()}");
        Assert.Null(updated["programId"]);
        Assert.Null(updated["replacesId"]);
        Assert.Equal("000999", (string?)updated["original"]!["number"]);

        JsonObject OfInstitute() =>
            Documents
                .Certificate(educator.Id(), "71")
                .With("provider", null)
                .With("providerInstituteId", institute)
                .With("programTitle", null)
                .With("programId", program.Id());
    }

    [Fact]
    public async Task Only_who_may_see_people_gets_the_file()
    {
        using var masked = await efs.Client("frdo-masked", [.. EfsHost.WholeRegion.Except(["educators:personal-data"])], "74");
        await (await masked.GetAs(Exports.Workbook, "/v1/certificates/export")).ReadErrors(403, "access.scope");
        await masked.ReadNdjson("/v1/certificates/export");
    }

    [Fact]
    public async Task More_than_a_sheet_holds_is_refused_before_it_begins()
    {
        var page = new Page<Certificate> { Items = [], Total = IExportTemplate.MaxRows + 1 };
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            new XlsxWriter(new FrdoExport(null!, null!)).Rows(page, _ => Task.CompletedTask, default)
        );
        Assert.Equal("request.too-many-rows", problem.Error.Code);
        Assert.True(((ListCertificates)new XlsxWriter(new FrdoExport(null!, null!)).First(new ListCertificates())).Count);
    }

    [Fact]
    public async Task More_pages_than_one_are_one_file()
    {
        using var region = await efs.Client("frdo-many", EfsHost.WholeRegion, "79");
        var educator = await region.Create("/v1/educators", Documents.Educator("79"));
        var one = await region.Create("/v1/certificates", Documents.Certificate(educator.Id(), "79"));
        await using var more = efs.Owner.CreateCommand(
            $"""
            SET session_replication_role = replica;
            INSERT INTO programs.certificate (id, region_code, fingerprint, educator_id, kind, status, number, issued_on, program_title,
                hours, study_form, provider, loss_confirmed, exchange_confirmed, destruction_confirmed, number_key)
            SELECT gen_random_uuid(), region_code, fingerprint, educator_id, kind, status, 'n' || n, issued_on, program_title, hours,
                study_form, provider, false, false, false, '|N' || n FROM programs.certificate, generate_series(1, 1200) n WHERE id = '{one.Id()}';
            RESET session_replication_role;
            """
        );
        await more.ExecuteNonQueryAsync();
        var (_, rows) = await region.ReadXlsx("/v1/certificates/export");
        Assert.Equal(1201, rows.Skip(1).Select(r => r[6]).Distinct().Count());
    }
}
