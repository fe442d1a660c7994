using System.Reflection;
using Microsoft.AspNetCore.Components;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>Addresses are written by people and programs too.</summary>
public sealed class PageQueryTests
{
    [Theory]
    [InlineData("3", 3)]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("abc", 1)]
    [InlineData("-4", 1)]
    [InlineData("0", 1)]
    [InlineData(" 2", 1)]
    [InlineData("99999999999999999999", 1)]
    [InlineData("2147483647", 1_000_000)]
    public void What_is_no_number_is_the_first_page(string? text, int page) => Assert.Equal(page, PageQuery.Number(text));

    [Theory]
    [InlineData("12", 12L)]
    [InlineData("x", null)]
    [InlineData("99999999999999999999", null)]
    public void What_is_no_number_names_nothing(string? text, long? id) => Assert.Equal(id, PageQuery.Id(text));

    // Of a component that appears while the address changes the framework throws.
    [Fact]
    public void Only_pages_read_the_query() =>
        Assert.Empty(typeof(PageQuery).Assembly.GetTypes().Where(type => !type.GetCustomAttributes<RouteAttribute>().Any() && type.GetProperties().Any(property => property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null)).Select(type => type.Name));

    // The framework would answer anything but a number with an exception.
    [Fact]
    public void Pages_take_their_query_as_text() =>
        Assert.Empty(typeof(PageQuery).Assembly.GetTypes().SelectMany(type => type.GetProperties()).Where(property => property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null && property.PropertyType != typeof(string)).Select(property => $"{property.DeclaringType!.Name}.{property.Name}"));
}
