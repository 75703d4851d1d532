using System.Text;
using Efs.Api.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Efs.Api.Tests.Kernel;

public sealed class TextNormalizerTests
{
    // Letters, accents that compose with them, what is invisible, blanks of many kinds, and beyond the first plane.
    private static readonly string[] pieces =
    [
        "а",
        "Ё",
        "е",
        "и",
        "z",
        "1",
        "-",
        "\u0308",
        "\u0306",
        "\u0301",
        " ",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\t",
        "\n",
        "\u0085",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u00ad",
        "\u0001",
        "\u202e",
        "\u2060",
        "\U000e0041",
        "\U0001d173",
        "😀",
        "\u1100",
        "\u1161",
    ];

    public static Arbitrary<string> Texts { get; } =
        Gen.OneOf(Gen.Elements(pieces).ArrayOf().Select(p => string.Concat(p)), ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""))
            .Where(TextNormalizer.CanBeStored)
            .ToArbitrary();

    [Theory]
    [InlineData("Иванова", "Иванова")]
    [InlineData("  Школа   № 1 ", "Школа № 1")]
    [InlineData("Школа\u00a0№\u20091", "Школа № 1")] // no-break and thin spaces
    [InlineData("\ufeffИвановa", "Ивановa")] // a BOM from a file
    [InlineData("Ива\u200bно\u200dва\u00ad", "Иванова")] // zero-width space and joiner, soft hyphen
    [InlineData("Иван\tПетрович\r\n", "Иван Петрович")]
    [InlineData("И\u0438\u0306", "Ий")] // й of two code points
    [InlineData("е\u0308лка", "ёлка")]
    [InlineData("е\u200d\u0308лка", "ёлка")] // and with a joiner between them
    [InlineData("tag\U000e0041ged\U0001d173", "tagged")] // invisible beyond the first plane
    [InlineData("😀 и 𝒳", "😀 и 𝒳")]
    [InlineData("\u202eнамерен\u202c", "намерен")] // turns the line around
    [InlineData("Школа \ufffe№", "Школа №")] // a byte order mark the wrong way round
    [InlineData(" \u200b\t ", "")]
    [InlineData("", "")]
    public void A_text_is_cleaned(string text, string clean) => Assert.Equal(clean, TextNormalizer.Normalize(text));

    [Fact]
    public void No_letter_carries_more_accents_than_a_text_can_mean() =>
        Assert.Equal(31, TextNormalizer.Normalize("a" + new string('\u0315', 100_000) + new string('\u0316', 100_000)).Length);

    [Fact]
    public void A_clean_text_stays_as_it_is() =>
        Prop.ForAll(Texts, text => TextNormalizer.Normalize(TextNormalizer.Normalize(text)) == TextNormalizer.Normalize(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_clean_text_is_composed_trimmed_and_without_double_or_strange_blanks() =>
        Prop.ForAll(
                Texts,
                text =>
                {
                    var clean = TextNormalizer.Normalize(text);
                    return clean.IsNormalized()
                        && clean.Trim() == clean
                        && !clean.Contains("  ", StringComparison.Ordinal)
                        && clean.All(c => c == ' ' || !(char.IsWhiteSpace(c) || char.IsControl(c)));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Two_writings_of_one_text_come_out_the_same() =>
        Prop.ForAll(
                Texts,
                text =>
                    TextNormalizer.Normalize(text.Normalize(NormalizationForm.FormD))
                    == TextNormalizer.Normalize(text.Normalize(NormalizationForm.FormC))
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Иванова 😀", true)]
    [InlineData("\ufffd\uffff", true)]
    [InlineData("", true)]
    [InlineData("\0", false)]
    [InlineData("а\0", false)]
    public void What_PostgreSQL_cannot_hold_is_known(string text, bool canBeStored) =>
        Assert.Equal(canBeStored, TextNormalizer.CanBeStored(text));

    [Fact] // not as InlineData: a lone surrogate does not survive a test's name
    public void Half_of_a_surrogate_pair_cannot_be_stored()
    {
        Assert.All(
            ["\ud83d", "\ude00", "а\ud83d", "\ud83dа", "\ude00\ud83d", "\ud83d\ud83d\ude00"],
            text => Assert.False(TextNormalizer.CanBeStored(text))
        );
        Assert.True(TextNormalizer.CanBeStored("\ud83d\ude00"));
    }

    [Fact]
    public void What_can_be_stored_is_what_utf8_can_say() =>
        Prop.ForAll(
                Gen.Choose(0, 0xffff).Select(c => (char)c).ArrayOf().Select(c => new string(c)).ToArbitrary(),
                text =>
                    TextNormalizer.CanBeStored(text)
                    == (!text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text)
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("Пётр СЁМИН", "петр семин")]
    [InlineData("ЁЖ", "еж")]
    [InlineData("Йод", "йод")] // only ё gives way
    public void A_key_is_lower_case_with_ё_as_е(string text, string key) => Assert.Equal(key, TextNormalizer.SearchKey(text));

    [Fact]
    public void Words_are_the_distinct_keys_of_letters_and_digits() =>
        Assert.Equal(
            ["петр", "семин", "оглы", "школа", "1"],
            TextNormalizer.Words("Пётр-Семин", null, "Сёмин оглы", "«Школа» №1, (школа)")
        );

    [Theory]
    [InlineData("— «» …")]
    [InlineData("")]
    [InlineData(null)]
    public void Where_there_are_no_letters_or_digits_there_are_no_words(string? text) => Assert.Empty(TextNormalizer.Words(text));

    [Fact]
    public void Every_word_is_found_in_the_key_of_its_text() =>
        Prop.ForAll(
                Texts,
                text =>
                    TextNormalizer
                        .Words(text)
                        .All(word =>
                            word.Length > 0
                            && TextNormalizer.SearchKey(text).Contains(word, StringComparison.Ordinal)
                            && word.All(char.IsLetterOrDigit)
                        )
            )
            .QuickCheckThrowOnFailure();
}
