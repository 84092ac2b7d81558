"""A notebook over an export: the ten questions beside it with their answers, and plots.

    aggregator export --to newsroom.duckdb
    pip install marimo altair duckdb pyarrow
    marimo run examples/newsroom.py -- --file newsroom.duckdb

`marimo edit` changes it; `marimo export html examples/newsroom.py -o newsroom.html -- --file newsroom.duckdb` makes a
page of it.
"""

import marimo

app = marimo.App(width="medium", app_title="Newsroom")


@app.cell
def _():
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo

    return Path, alt, duckdb, mo


@app.cell
def _(mo):
    file = mo.cli_args().get("file") or "newsroom.duckdb"
    return (file,)


@app.cell
def _(duckdb, file):
    newsroom = duckdb.connect(str(file), read_only=True)

    def ask(sql):
        """Return the answer of a query as an Arrow table; times in UTC."""
        newsroom.execute("SET TimeZone = 'UTC'")
        return newsroom.sql(sql).to_arrow_table()

    return (ask,)


@app.cell
def _(ask, mo):
    stories, copies, outlets, first, last = (
        column[0].as_py()
        for column in ask(
            "SELECT count(*), count(copy_of), count(DISTINCT outlet), min(fetched_at), max(fetched_at) FROM stories"
        ).columns
    )
    mo.md(
        f"# Newsroom\n\n{stories:,} stories of {outlets} outlets, {copies:,} of them copies"
        + (f"; fetched from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC" if stories else "")
    )
    return


@app.cell
def _(Path, __file__, ask):
    questions = {}
    answers = {}
    for query in sorted(Path(__file__).parent.glob("*.sql")):
        sql = query.read_text("utf-8")
        questions[query.stem] = sql.splitlines()[0].removeprefix("-- ")
        answers[query.stem] = ask(sql)
    return answers, questions


@app.cell
def _(answers, mo, questions):
    mo.accordion({questions[name]: mo.ui.table(answer, selection=None) for name, answer in answers.items()})
    return


@app.cell
def _(alt, answers):
    first_plot = (
        alt.Chart(answers["01_who_was_first"], title="Events that an outlet had first, of those that others have too")
        .mark_bar()
        .encode(x=alt.X("events:Q", title="events"), y=alt.Y("outlet:N", sort="-x", title=None))
    )
    first_plot
    return (first_plot,)


@app.cell
def _(alt, answers):
    lag_plot = (
        alt.Chart(answers["02_lag_of_reprints"], title="Minutes from an original to a copy, median")
        .mark_circle(opacity=0.8)
        .encode(
            x=alt.X("median_lag:Q", title="minutes"),
            y=alt.Y("outlet:N", title="copied by"),
            color=alt.Color("original_outlet:N", title="original of"),
            size=alt.Size("copies:Q", title="copies"),
            tooltip=["outlet", "original_outlet", "copies", "median_lag"],
        )
    )
    lag_plot
    return (lag_plot,)


@app.cell
def _(alt, answers):
    week_plot = (
        alt.Chart(answers["03_sections_by_week"], title="Stories by section and week")
        .mark_bar()
        .encode(
            x=alt.X("stories:Q", title="stories"),
            y=alt.Y("utcyearmonthdate(week):O", title="week from"),
            color=alt.Color("section:N", title="section"),
            tooltip=["section", "stories", "copies"],
        )
    )
    week_plot
    return (week_plot,)


@app.cell
def _(alt, answers):
    stage_plot = (
        alt.Chart(answers["06_why_not_in_the_edition"], title="Stories left out of an edition, by stage")
        .mark_bar()
        .encode(
            x=alt.X("stories:Q", title="stories"),
            y=alt.Y("edition:N", title=None, sort="descending"),
            color=alt.Color("stage:N", title="stage"),
            tooltip=["edition", "stage", "stories", "example", "its_reason"],
        )
    )
    stage_plot
    return (stage_plot,)


@app.cell
def _(alt, ask):
    confidence_plot = (
        alt.Chart(
            ask(
                "SELECT source_rule AS rule, round(source_confidence, 2) AS confidence, count(*) AS credits "
                "FROM attributions GROUP BY ALL"
            ),
            title="Confidence of the credits, by the rule that decided",
        )
        .mark_circle(opacity=0.8)
        .encode(
            x=alt.X("confidence:Q", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("rule:N", title=None),
            size=alt.Size("credits:Q"),
            tooltip=["rule", "confidence", "credits"],
        )
    )
    confidence_plot
    return (confidence_plot,)


if __name__ == "__main__":
    app.run()
