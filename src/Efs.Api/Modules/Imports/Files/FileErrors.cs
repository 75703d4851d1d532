using System.Text;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

internal static class FileErrors
{
    public static readonly Error Empty = new("imports.empty", 422, "Файл пуст", "The file is empty");
    public static readonly Error IsXlsx = new(
        "imports.is-xlsx",
        422,
        "Это книга Excel, а не CSV: отправьте её с Content-Type application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "This is an Excel workbook, not a CSV: send it with Content-Type application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    public static readonly Error OldXls = new(
        "imports.old-xls",
        422,
        "Это книга Excel старого формата (.xls) или с паролем: сохраните её как «Книга Excel (.xlsx)» без пароля",
        "This is a file of an old Excel (.xls), or it has a password: save it as an Excel Workbook (.xlsx) without one"
    );
    public static readonly Error IsGzip = new(
        "imports.is-gzip",
        422,
        "Файл сжат gzip: отправьте его с Content-Encoding: gzip, сжатым один раз",
        "The file is gzip: send it with Content-Encoding: gzip, compressed once"
    );
    public static readonly Error IsHtml = new(
        "imports.is-html",
        422,
        "Это страница HTML или XML, хотя и названа таблицей: откройте её в Excel и сохраните как «Книга Excel (.xlsx)»",
        "This is a page of HTML or XML that calls itself a table: open it in Excel and save it as an Excel Workbook (.xlsx)"
    );
    public static readonly Error IsJson = new(
        "imports.is-json",
        422,
        "Это JSON: отправьте его с Content-Type application/x-ndjson, по документу в строке",
        "This is JSON: send it with Content-Type application/x-ndjson, one document a line"
    );
    public static readonly Error NotXlsx = new(
        "imports.not-xlsx",
        422,
        "Это не книга Excel (.xlsx): таблицу CSV отправьте с Content-Type text/csv",
        "This is no Excel workbook (.xlsx): send a CSV with Content-Type text/csv"
    );
    public static readonly Error XlsxTooLarge = new(
        "imports.xlsx-too-large",
        422,
        "Книга Excel больше 50 МиБ: сохраните её как CSV или разделите",
        "The Excel workbook is larger than 50 MiB: save it as CSV or divide it"
    );
    public static readonly Error BrokenXlsx = new(
        "imports.broken-xlsx",
        422,
        "Книга Excel повреждена или загружена не целиком: откройте её в Excel и сохраните заново",
        "The Excel workbook is damaged or incomplete: open it in Excel and save it again"
    );
    public static readonly Error Inflated = new(
        "imports.inflated",
        422,
        "Книга Excel при распаковке непомерно велика: сохраните лист с данными как CSV",
        "The Excel workbook is out of all proportion when unpacked: save the sheet with the data as CSV"
    );
    public static readonly Error UnknownCharset = new(
        "imports.unknown-charset",
        422,
        "Кодировка (charset) не поддерживается: utf-8, windows-1251 или utf-16",
        "The charset is not supported: utf-8, windows-1251 or utf-16"
    );
    public static readonly Error BrokenEncoding = new(
        "imports.broken-encoding",
        422,
        "Текст файла не читается ни как UTF-8, ни как windows-1251: сохраните файл в UTF-8",
        "The file's text is neither UTF-8 nor windows-1251: save it as UTF-8"
    );
    public static readonly Error Binary = new(
        "imports.binary",
        422,
        "В файле нулевые байты: это не текст CSV в UTF-8 или windows-1251",
        "The file holds zero bytes: it is no CSV text of UTF-8 or windows-1251"
    );
    public static readonly Error NoHeader = new(
        "imports.no-header",
        422,
        "В первых десяти строках нет заголовка: назовите столбцы именами полей или по-русски",
        "There is no header in the first ten rows: name the columns by members or in Russian"
    );
    public static readonly Error OtherSheet = new(
        "imports.other-sheet",
        422,
        "В книге несколько листов с данными, и столбцы у них разные: дайте листам одинаковые столбцы или отправьте листы "
            + "отдельными файлами",
        "The workbook has several sheets of data with different columns: give them the same columns or send them as separate files"
    );
    public static readonly Error UnknownColumns = new(
        "imports.unknown-columns",
        422,
        "Есть столбцы с неизвестными названиями: исправьте название или удалите столбец",
        "There are columns with unknown names: correct the name or remove the column"
    );
    public static readonly Error DuplicateColumns = new(
        "imports.duplicate-columns",
        422,
        "Об одном и том же говорят несколько столбцов: оставьте один",
        "Several columns say the same: keep one"
    );
    public static readonly Error TooManyColumns = new(
        "imports.too-many-columns",
        422,
        "В строке больше 1000 столбцов: удалите лишние",
        "A row has more than 1000 columns: remove those not needed"
    );
    public static readonly Error RowTooLong = new(
        "imports.row-too-long",
        422,
        "В строке больше 1 МиБ текста: проверьте, не потеряна ли закрывающая кавычка",
        "A row has more than 1 MiB of text: see whether a closing quote is missing"
    );
    public static readonly Error UnclosedQuote = new(
        "imports.unclosed-quote",
        422,
        "Кавычка не закрыта до конца файла: файл оборван или кавычка лишняя",
        "A quote is not closed before the end of the file: the file is cut, or the quote does not belong there"
    );
}
