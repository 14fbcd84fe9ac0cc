"""Rows read and written by statements that are built once.

Django builds a statement anew each time, which costs several times as much as running it. On the way of a message the
same few statements run thousands of times: here each is built by Django once, in each process, and then run with other
values. What they mean stays Django's: fields prepare what is written and convert what is read. What does not run for
every message has no need of this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache, cached_property, wraps
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

from attrs import frozen
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models, transaction
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.db.models.sql import UpdateQuery

Found = TypeVar("Found")
M = TypeVar("M", bound=Model)
P = ParamSpec("P")
R = TypeVar("R")
_Places: TypeAlias = "tuple[tuple[str, Any], ...]"
Column: TypeAlias = "models.Field[Any, Any]"


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class AnyOf(models.Lookup):
    """``part_id__any_of=[…]``: what ``in`` means, in a statement that is the same for however many."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*values, list(self.rhs)]


@frozen
class _Part:
    """Where in what comes back an object stands, and those selected beside it. ``key`` is its primary key's place."""

    model: type[Model]
    fields: list[str]
    start: int
    end: int
    key: int
    beside: list[_Part]
    set_here: Callable[[Model, Model | None], None] | None = None
    set_there: Callable[[Model, Model], None] | None = None

    def made(self, row: Sequence[Any]) -> Model | None:
        """The object as it was read, without the detour through the arguments of a new one."""
        if row[self.start + self.key] is None:
            return None
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        vars(made).update(zip(self.fields, row[self.start : self.end], strict=True), _state=state)
        for part in self.beside:
            other = part.made(row)
            if part.set_here is not None:
                part.set_here(made, other)
            if other is not None and part.set_there is not None:
                part.set_there(other, made)
        return made


def _part(info: dict[str, Any], select: Sequence[Any]) -> _Part:
    if info.get("from_parent"):
        raise ValueError("rows of one table only: none here inherits another's")
    model, places = info["model"], info["select_fields"]
    fields = [select[place][0].target.attname for place in range(places[0], places[-1] + 1)]
    return _Part(
        model=model,
        fields=fields,
        start=places[0],
        end=places[-1] + 1,
        key=fields.index(model._meta.pk.attname),
        beside=[_part(one, select) for one in info.get("related_klass_infos", [])],
        set_here=info.get("local_setter"),
        set_there=info.get("remote_setter"),
    )


@frozen
class _Built:
    """``places`` are the names of the values that the statement is run with, in its sequence; else a fixed value."""

    sql: str
    places: _Places
    locks: bool
    converters: Any
    compiler: Any
    part: _Part | None
    annotated: dict[str, int]


class Question(Generic[Found]):
    """A queryset that is built once. ``ask`` makes it of placeholders; ``kinds`` says what each of them stands for.

    Kinds are ``str``, ``int``, ``date``, ``datetime`` and ``list``. Objects come back, with what was selected beside
    them or annotated, or tuples from a queryset of ``values_list``; what was to be prefetched does not. A question that
    locks raises TransactionManagementError outside a transaction.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._ask, self._kinds = ask, kinds

    def all(self, **values: Any) -> list[Found]:
        asked = self.asking(**values)
        together(asked)
        return asked.found

    def asking(self, **values: Any) -> Asked[Found]:
        """The question on its way, to be asked :func:`together` with others."""
        built = self._built  # built for the first time, it is Django that refuses
        if built.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("a question that locks needs a transaction")
        return Asked(built, self._objects, _given(built.places, values))

    def first(self, **values: Any) -> Found | None:
        return next(iter(self.all(**values)), None)

    @cached_property
    def _built(self) -> _Built:
        marks = _marks(self._kinds)
        asked = self._ask(**marks)
        if asked._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise ValueError("what a question finds cannot be prefetched to")
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        whole = issubclass(asked._iterable_class, ModelIterable)
        return _Built(
            sql=sql,
            places=_places(marks, params),
            locks=asked.query.select_for_update,
            converters=compiler.get_converters([column[0] for column in compiler.select]),
            compiler=compiler,
            part=_part(compiler.klass_info, compiler.select) if whole else None,
            annotated=compiler.annotation_col_map or {},
        )

    def _objects(self, built: _Built, rows: Iterable[Sequence[Any]]) -> list[Any]:
        if built.converters:
            rows = built.compiler.apply_converters(rows, built.converters)
        if built.part is None:
            return [tuple(row) for row in rows]
        return [self._object(built, built.part, row) for row in rows]

    @staticmethod
    def _object(built: _Built, part: _Part, row: Sequence[Any]) -> Any:
        made = part.made(row)
        for name, place in built.annotated.items():
            setattr(made, name, row[place])
        return made


class Asked(Generic[Found]):
    """``found`` is there once it was asked."""

    found: list[Found]
    brings = True

    def __init__(self, built: _Built, made: Callable[[_Built, list[Any]], list[Found]], values: list[Any]) -> None:
        self.sql, self.values, self._built, self._made = built.sql, values, built, made

    @property
    def first(self) -> Found | None:
        return next(iter(self.found), None)

    def settle(self, brought: list[Any], touched: int) -> None:
        self.found = self._made(self._built, brought)


class Change:
    """An update of many rows, or of one under a condition, that is built once.

    ``ask`` makes of placeholders the queryset and what its fields are to be.
    """

    def __init__(self, ask: Callable[..., tuple[QuerySet[Any, Any], dict[str, Any]]], **kinds: type) -> None:
        self._ask, self._kinds = ask, kinds

    def run(self, **values: Any) -> int:
        """How many rows it changed."""
        sql, places = self._built
        changed: list[int] = []
        together(Write(sql, _given(places, values), lambda brought, touched: changed.append(touched)))
        return changed[0]

    @cached_property
    def _built(self) -> tuple[str, _Places]:
        marks = _marks(self._kinds)
        asked, fields = self._ask(**marks)
        query: Any = asked.query.chain(UpdateQuery)
        query.add_update_values(fields)
        sql, params = query.get_compiler(connection=connection).as_sql()
        return sql, _places(marks, params)


def _marks(kinds: dict[str, type]) -> dict[str, Any]:
    return {name: _mark(kind, place) for place, (name, kind) in enumerate(kinds.items())}


def _places(marks: dict[str, Any], params: Iterable[Any]) -> _Places:
    return tuple((next((name for name, mark in marks.items() if _same(mark, one)), ""), one) for one in params)


def _given(places: _Places, values: dict[str, Any]) -> list[Any]:
    return [values[name] if name else fixed for name, fixed in places]


def _mark(kind: type, place: int) -> Any:
    """A value that stands for another and is mistaken for none."""
    return {
        str: f"\ue000{place}",
        int: 7_201_000_000_000 + place,
        datetime: datetime(1, 1, 1, microsecond=place, tzinfo=UTC),
        date: date(1, 1, 1 + place),
        list: [f"\ue000{place}"],
    }[kind]


def _same(mark: Any, param: Any) -> bool:
    return type(mark) is type(param) and mark == param


@frozen
class _Insertion:
    """``INSERT INTO table (columns) VALUES``, and ``RETURNING`` the key."""

    head: str
    tail: str
    fields: tuple[tuple[Column, frozenset[type]], ...]


# What such a field is given of such a type, it writes as it is.
_AS_IS: tuple[tuple[type[Any], type], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.ForeignKey, int),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.BinaryField, bytes),
)


def _plain(field: Column) -> frozenset[type]:
    kinds = {kind for known, kind in _AS_IS if isinstance(field, known)}
    # A date's field is a datetime's ancestor, and a bare date is no moment.
    return frozenset(kinds - ({date} if isinstance(field, models.DateTimeField) else set()) | {type(None)})


@cache
def _insertion(model: type[Model]) -> _Insertion:
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field and not field.generated]
    columns = ", ".join(_quoted(field.column) for field in fields)
    return _Insertion(
        head=f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES ",  # noqa: S608 - names of our own
        tail=f" RETURNING {_quoted(meta.pk.column)}",
        fields=tuple((field, _plain(field)) for field in fields),
    )


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def _value(row: Model, field: Column, plain: frozenset[type]) -> Any:
    value = getattr(row, field.attname)
    return value if type(value) in plain else field.get_db_prep_save(value, connection)


@frozen
class Write:
    """A statement to come. ``settle`` takes what it brought back, if it ``brings``, and how many rows it touched."""

    sql: str
    values: list[Any]
    settle: Callable[[list[Any], int], None] | None = None
    brings: bool = False


def inserting(rows: Sequence[M], *, unless: str = "") -> Write:
    """The insertion of one or more new rows of one table, which get their keys. ``unless`` is an ON CONFLICT clause."""
    insertion = _insertion(type(rows[0]))
    values: list[Any] = []
    said: list[str] = []
    for row in rows:
        marks = []
        for field, plain in insertion.fields:
            value = _value(row, field, plain)
            # Much of a new row is empty: written as such, it need not be converted.
            mark = "NULL" if value is None else "''" if value == "" else "%s"
            marks.append(mark)
            if mark == "%s":
                values.append(value)
        said.append(f"({', '.join(marks)})")
    sql = insertion.head + ", ".join(said) + unless + insertion.tail

    def settle(brought: list[Any], touched: int) -> None:
        for row, (key,) in zip(rows, brought, strict=False):
            row.pk = key
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS

    return Write(sql, values, settle, brings=True)


def insert(row: M, *, unless: str = "") -> M:
    """Insert a new row. Under ``unless`` it has a key only if it really was. Raises IntegrityError."""
    together(inserting([row], unless=unless))
    return row


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[tuple[Column, Any]]]:
    meta = model._meta
    fields = [field for name in names if isinstance(field := meta.get_field(name), models.Field)]
    columns = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {_quoted(meta.db_table)} SET {columns} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608 - the same
    return sql, [(field, _plain(field)) for field in fields]


def updating(row: Model, *names: str) -> Write:
    """The update of these fields of a row, as it stands now. Running it raises DatabaseError where the row is gone."""
    sql, fields = _change(type(row), names)

    def settle(brought: list[Any], touched: int) -> None:
        if touched != 1:
            raise DatabaseError(f"{type(row).__name__} {row.pk} is not there to be updated")

    return Write(sql, [*(_value(row, field, plain) for field, plain in fields), row.pk], settle)


def update(row: Model, *names: str) -> None:
    together(updating(row, *names))


def together(*statements: Write | Asked[Any]) -> None:
    """Run them in their sequence, sent all at once. Outside a transaction they are one of their own."""
    waiting = _WAITING.get()
    every = [*(waiting or ()), *statements]
    if waiting:
        waiting.clear()
    with connection.cursor() as cursor:
        cursor.execute("; ".join(one.sql for one in every), [value for one in every for value in one.values])
        # All results are here by now: nothing is left that Django's wrapper of the cursor could translate.
        brought = cursor.cursor
        for one in every:
            if one.settle is not None:
                one.settle(brought.fetchall() if one.brings else [], brought.rowcount)
            brought.nextset()


# What is to be written with the next statement; None where nothing waits for one.
_WAITING: ContextVar[list[Write | Asked[Any]] | None] = ContextVar("fondaco_rows_waiting", default=None)


@contextmanager
def gathering() -> Iterator[None]:
    """Within a transaction, have what is written :func:`later` go with the next statement, or at the end.

    Whatever is asked or written meanwhile, by Django too, finds the database as if each had been written at once: what
    waits goes first. What raises leaves the rest unwritten, so the transaction has to be undone.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("what is gathered needs a transaction")
    waiting: list[Write | Asked[Any]] = []
    before = _WAITING.set(waiting)
    try:
        with connection.execute_wrapper(_waiting_first):
            yield
            if waiting:
                together()
    finally:
        _WAITING.reset(before)


def _waiting_first(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    waiting = _WAITING.get()
    if waiting and str(sql).startswith("ROLLBACK TO"):
        waiting.clear()  # written within what is undone: whatever was before went with its beginning
    elif waiting:
        together()
    return execute(sql, params, many, context)


def later(*statements: Write) -> None:
    """Run them when somebody looks, or at the latest where the :func:`gathering` ends; at once where there is none."""
    waiting = _WAITING.get()
    if waiting is None:
        together(*statements)
    else:
        waiting += statements


def beside(row: Model, name: str, found: list[Any]) -> None:
    """Have ``row.<name>.all()`` be these rows, as if they had been prefetched."""
    related: Any = row._meta.get_field(name).related_model
    kept = related.objects.all()
    kept._result_cache, kept._prefetch_done = found, True
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = kept


def in_transaction(operation: Callable[P, R]) -> Callable[P, R]:
    """Have an operation run in its caller's transaction or, where there is none, in one of its own.

    Within another, ``transaction.atomic`` pays two statements for a way back to where the operation began. What raises
    before it changes anything needs none, nor does what its caller undoes as a whole.
    """

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return operation(*args, **kwargs)
        with transaction.atomic():
            return operation(*args, **kwargs)

    return run
