"""A page of search results from tantivy against PostgreSQL's own full-text search, on the same items in one run.

Both answer the same questions, turn by turn: the first 25 hits, the exact total, and counts by category, brand, seller
and price band. PostgreSQL has a GIN index over stemmed words of the reader's language, warm, on a server without fsync.
Prints a JSON line per measurement: name, value, unit, reference, ratio (value / reference; below one is better than the
reference). ``--items N`` makes another size (62,000 at most), ``--full`` 60,000.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import tempfile
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

ROUNDS = 3
QUESTIONS = 150
_CONFIGURATION = {"en": "english", "it": "italian"}
_TABLE = """
CREATE UNLOGGED TABLE bench_items AS
SELECT i.id, i.brand, left(c.code, 2) AS segment, b.price,
       ARRAY(SELECT o.seller_id FROM selling_catalog_offer o WHERE o.item_id = i.id) AS sellers,
       to_tsvector('english', concat_ws(' ', i.title_en, i.description_en, i.also, c.name_en, i.part_id)) AS words_en,
       to_tsvector('italian', concat_ws(' ', i.title_it, i.description_it, i.also, c.name_it, i.part_id)) AS words_it
FROM selling_catalog_item i
JOIN selling_catalog_category c ON c.id = i.category_id
JOIN LATERAL (SELECT min(unit_price) AS price FROM selling_catalog_offer o WHERE o.item_id = i.id) b ON true
"""
_PAGE = """
WITH hits AS MATERIALIZED (
  SELECT id, brand, segment, price, sellers, ts_rank({words}, query) AS rank
  FROM bench_items, to_tsquery(%(configuration)s, %(text)s) query
  WHERE {words} @@ query {price}
)
SELECT (SELECT count(*) FROM hits),
       (SELECT array_agg(id) FROM (SELECT id FROM hits ORDER BY {order} LIMIT 25) page),
       (SELECT jsonb_object_agg(segment, n) FROM (SELECT segment, count(*) n FROM hits GROUP BY 1) a),
       (SELECT jsonb_object_agg(brand, n) FROM (SELECT brand, count(*) n FROM hits GROUP BY 1) a),
       (SELECT jsonb_object_agg(seller, n) FROM (SELECT unnest(sellers) seller, count(*) n FROM hits GROUP BY 1) a),
       (SELECT jsonb_object_agg(band, n)
          FROM (SELECT width_bucket(price, ARRAY[5, 20, 50, 200]) band, count(*) n FROM hits GROUP BY 1) a)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="fondaco-bench-"))
    os.environ["FONDACO_VAR"] = str(var)
    os.environ.pop("FONDACO_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fondaco.settings.selling"

    from fondaco.host.postgres import EmbeddedServer

    server = EmbeddedServer(var)
    try:
        server.start(durable=False)
        server.create_database("fondaco_selling")
        measure(60_000 if options.full else options.items)
    finally:
        from django.db import connections

        connections.close_all()
        server.forget()
        shutil.rmtree(var, ignore_errors=True)


def say(name: str, value: float, unit: str, reference: float | None = None) -> None:
    ratio = round(value / reference, 3) if reference else None
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": reference and round(reference, 3)}
    print(json.dumps({**line, "ratio": ratio}), flush=True)


def measure(items: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from fondaco.selling.catalog.generator.load import fill_tables
    from fondaco.selling.catalog.search.indexer import rebuild
    from fondaco.selling.catalog.search.tantivy_index import TantivySearch

    call_command("migrate", verbosity=0)
    began = perf_counter()
    fill_tables(count=items, seed="fondaco")
    say(f"catalogue of {items} items made and loaded", perf_counter() - began, "s")
    with connection.cursor() as cursor:
        began = perf_counter()
        cursor.execute(_TABLE)
        for language in _CONFIGURATION:
            cursor.execute(f"CREATE INDEX ON bench_items USING gin (words_{language})")
        cursor.execute("VACUUM ANALYZE bench_items")
        postgres = perf_counter() - began
        began = perf_counter()
        rebuild()
        say(f"index of {items} items built, against PostgreSQL's", perf_counter() - began, "s", postgres)
        race(TantivySearch(Path(settings.FONDACO_INDEX_DIR)), cursor, items)


def questions() -> list[dict[str, Any]]:
    """One to three words as people type them, some with a price, some by price."""
    rng = random.Random(20)
    nouns = {
        "en": ["pen", "paper", "binder", "cable", "monitor", "gloves", "screws", "cleaner", "chair", "tape", "drill"],
        "it": ["penna", "carta", "raccoglitore", "cavo", "monitor", "guanti", "viti", "detergente", "sedia", "nastro"],
    }
    more = {
        "en": ["blue", "black", "A4", "white", "box", "steel", "red", "wireless", "large", "8"],
        "it": ["blu", "nero", "A4", "bianco", "scatola", "acciaio", "rosso", "senza", "verde", "8"],
    }
    asked = []
    for _ in range(QUESTIONS):
        language = rng.choice(("en", "it"))
        words = [rng.choice(nouns[language]), *rng.sample(more[language], rng.choice((0, 0, 1, 1, 2)))]
        asked.append(
            {"language": language, "words": words, "most": rng.choice((None, None, 20)), "cheap": rng.random() < 0.3}
        )
    return asked


def race(engine: Any, cursor: Any, items: int) -> None:
    from fondaco.selling.catalog.search.port import Query, Sort

    taken: dict[str, list[float]] = {"tantivy": [], "postgres": []}
    unlike: set[int] = set()  # questions that one of them answers with nothing, or only after mending them
    totals = {"tantivy": 0, "postgres": 0}
    for turn in range(ROUNDS + 1):
        for number, asked in enumerate(questions()):
            if number in unlike:
                continue
            began = perf_counter()
            results = engine.search(
                Query(
                    text=" ".join(asked["words"]) + " ",
                    language=asked["language"],
                    price_to=Decimal(asked["most"]) if asked["most"] else None,
                    sort=Sort.PRICE_UP if asked["cheap"] else Sort.RELEVANCE,
                )
            )
            middle = perf_counter()
            total = from_postgres(cursor, asked)
            ended = perf_counter()
            if not turn and (not total or not results.total or results.relaxed or results.corrected):
                unlike.add(number)
            if turn:  # the first turn warms both
                taken["tantivy"].append((middle - began) * 1000)
                taken["postgres"].append((ended - middle) * 1000)
                totals["tantivy"] += results.total
                totals["postgres"] += total
    for name, part in (("p50", 49), ("p95", 94), ("p99", 98)):
        ours, theirs = (statistics.quantiles(taken[which], n=100)[part] for which in ("tantivy", "postgres"))
        say(f"search {name}, {items} items, page with facets", ours, "ms", theirs)
    asked_in_all = len(taken["tantivy"])
    say("hits per question, to see that both do alike", totals["tantivy"] / asked_in_all, "items",
        totals["postgres"] / asked_in_all)  # fmt: skip


def from_postgres(cursor: Any, asked: dict[str, Any]) -> int:
    statement = _PAGE.format(
        words=f"words_{asked['language']}",
        price="AND price <= %(most)s" if asked["most"] else "",
        order="price" if asked["cheap"] else "rank DESC",
    )
    given = {"configuration": _CONFIGURATION[asked["language"]], "text": " & ".join(asked["words"])}
    cursor.execute(statement, {**given, "most": asked["most"]})
    return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
