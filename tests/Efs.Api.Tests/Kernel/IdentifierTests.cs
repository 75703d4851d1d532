using System.Globalization;
using Efs.Api.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Efs.Api.Tests.Kernel;

public sealed class IdentifierTests
{
    [Theory] // the check sums: 95, 99, 100, 101, 102, 165, 201, 202, 285, 302
    [InlineData("112-233-445 95")]
    [InlineData("013-028-391 99")]
    [InlineData("050-234-316 00")]
    [InlineData("221-105-818 00")]
    [InlineData("120-409-243 01")]
    [InlineData("123-456-789 64")]
    [InlineData("137-199-816 00")]
    [InlineData("087-654-302 00")]
    [InlineData("481-348-452 00")]
    [InlineData("723-811-990 00")]
    [InlineData("987-654-321 83")]
    [InlineData("955-965-785 00")]
    [InlineData("999-999-999 01")]
    [InlineData("001-001-999 65")]
    public void A_snils_whose_check_number_matches_is_valid(string snils) => Assert.True(Snils.IsValid(snils));

    [Theory] // up to 001-001-998 the check number means nothing
    [InlineData("001-001-998 00")]
    [InlineData("001-001-997 99")]
    [InlineData("000-000-001 42")]
    public void A_snils_from_before_the_rule_is_valid_with_any_check_number(string snils) => Assert.True(Snils.IsValid(snils));

    [Theory]
    [InlineData("112-233-445 96")]
    [InlineData("001-001-999 00")]
    [InlineData("123-456-789 01")]
    [InlineData("999-999-999 45")]
    [InlineData("137-199-816 99")]
    [InlineData("000-000-000 00")]
    [InlineData("000-000-000 01")]
    [InlineData("12-233-445 95")]
    [InlineData("1112-233-445 95")]
    [InlineData("")]
    public void A_snils_whose_check_number_does_not_match_is_not(string snils) => Assert.False(Snils.IsValid(snils));

    [Theory]
    [InlineData("11223344595")]
    [InlineData("112 233 445 95")]
    [InlineData("112-233-445-95")]
    [InlineData("112-233-445 95")]
    public void A_snils_has_one_written_form(string snils) => Assert.Equal("112-233-445 95", Snils.Canonical(snils));

    [Theory]
    [InlineData("112-233-445 95", true)]
    [InlineData("112-233-445-95", true)]
    [InlineData("112-233-445 96", false)]
    [InlineData("w11-2233-44595", false)] // a region's own key that happens to hold eleven digits
    [InlineData("1-12233445-95w", false)]
    [InlineData("11223344595", false)]
    public void Only_what_is_written_as_a_snils_is_taken_for_one(string text, bool isOne) => Assert.Equal(isOne, Snils.IsWritten(text));

    [Fact]
    public void Of_all_check_numbers_one_matches() =>
        Prop.ForAll(
                Numbers(1_001_999, 999_999_999),
                number => Enumerable.Range(0, 100).Count(check => Snils.IsValid($"{number:000000000}{check:00}")) == 1
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void One_wrong_digit_of_a_snils_is_noticed_unless_both_sums_read_as_zero() =>
        Prop.ForAll(
                Numbers(100_000_000, 899_999_999),
                Numbers(0, 8),
                Numbers(1, 9),
                (number, place, shift) =>
                {
                    var check = Enumerable.Range(0, 100).Single(c => Snils.IsValid($"{number:000000000}{c:00}"));
                    var digits = number.ToString("000000000", CultureInfo.InvariantCulture).ToCharArray();
                    digits[place] = (char)('0' + (digits[place] - '0' + shift) % 10);
                    var wrong = new string(digits);
                    return int.Parse(wrong, CultureInfo.InvariantCulture) <= 1_001_998
                        || !Snils.IsValid($"{wrong}{check:00}")
                        || check == 0;
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("7707083893", true)]
    [InlineData("7830002293", true)]
    [InlineData("7736050003", true)]
    [InlineData("7707083894", false)]
    [InlineData("7770083893", false)]
    [InlineData("0000000000", false)]
    [InlineData("770708389", false)]
    [InlineData("77070838933", false)]
    [InlineData("500100732259", false)] // of a person: twelve digits
    [InlineData("770708389A", false)]
    [InlineData("７７０７０８３８９３", false)] // digits, but not ours
    [InlineData("", false)]
    public void An_inn_of_an_organisation_has_ten_digits_and_the_last_one_checks(string inn, bool isValid) =>
        Assert.Equal(isValid, Inn.IsValid(inn));

    [Fact]
    public void Of_all_last_digits_of_an_inn_one_checks() =>
        Prop.ForAll(
                Numbers(1, 999_999_999),
                number => Enumerable.Range(0, 10).Count(check => Inn.IsValid($"{number:000000000}{check}")) == 1
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1027700132195", true)]
    [InlineData("1037739877295", true)]
    [InlineData("1027700132196", false)]
    [InlineData("1207700132195", false)]
    [InlineData("0000000000000", false)]
    [InlineData("102770013219", false)]
    [InlineData("10277001321950", false)]
    [InlineData("304500116000157", false)] // of an entrepreneur: fifteen digits
    [InlineData("10277001321 5", false)]
    [InlineData("", false)]
    public void An_ogrn_has_thirteen_digits_and_the_last_one_checks(string ogrn, bool isValid) => Assert.Equal(isValid, Ogrn.IsValid(ogrn));

    [Fact]
    public void Of_all_last_digits_of_an_ogrn_one_checks() =>
        Prop.ForAll(
                Numbers(100_000_000, 999_999_999),
                Numbers(0, 999),
                (head, tail) => Enumerable.Range(0, 10).Count(check => Ogrn.IsValid($"{head}{tail:000}{check}")) == 1
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_whatever_breaks_a_check() =>
        Prop.ForAll<string>(text => text is null || !(Snils.IsValid(text) && Inn.IsValid(text) && Ogrn.IsValid(text)))
            .QuickCheckThrowOnFailure();

    private static Arbitrary<int> Numbers(int from, int to) => Gen.Choose(from, to).ToArbitrary();
}
