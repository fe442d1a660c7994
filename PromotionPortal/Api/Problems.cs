using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Answers that are not a success, as problem+json.</summary>
public static class Problems
{
    public static IResult Of(Answer answer) => answer.Kind switch
    {
        AnswerKind.NotAllowed => Forbidden(answer.Text),
        AnswerKind.NotFound => TypedResults.Problem(answer.Text, statusCode: StatusCodes.Status404NotFound, title: "Not found"),
        AnswerKind.Refused => TypedResults.Problem(answer.Text, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Refused"),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Kind, "A success is no problem."),
    };

    public static IResult Forbidden(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");

    public static IResult TooMany(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status429TooManyRequests, title: "Too many");
}
