"""`seesame index`: scan pictures once, so that they can be asked in milliseconds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.options import MaxPixels, Quiet, Threads, WeightsName
from seesame.cli.screen import complain, progress, show_table
from seesame.cli.sheets import write_clusters
from seesame.errors import ConfigError
from seesame.files import folder
from seesame.images.read import MAX_PIXELS

if TYPE_CHECKING:
    from seesame.index import Collection

index = typer.Typer(
    name="index",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Scan pictures once into a collection, so that `seesame search` answers in milliseconds.",
)

Where = Annotated[
    str,
    typer.Argument(
        metavar="COLLECTION", help="Its folder, as in holidays.index, or address, as in s3://bucket/holidays.index."
    ),
]
Recall = Annotated[
    float, typer.Option(metavar="SHARE", min=0.5, max=1.0, help="Of the true nearest, what an index must give.")
]


@index.command(no_args_is_help=True)
def add(
    collection: Where,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCES...",
            help="Pictures, folders, quoted globs, zip and tar files, .txt lists of names, COCO's .json files "
            "(file.json@folder says where its pictures are), videos (about a still a second; clip.mp4@25 takes every "
            "25th), and addresses such as s3://bucket/folder.",
        ),
    ],
    weights: WeightsName = "default",
    threads: Threads = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what could not be read before.")] = False,
    recall: Recall = 0.95,
    max_pixels: MaxPixels = MAX_PIXELS,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="ADDRESS",
            help="Let the machines of this Ray cluster look at the pictures, a process for --threads (here 1 by "
            "default) of their processors; auto for the cluster that this machine belongs to.",
            show_default="this machine alone",
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Add pictures to a collection; what is there and unchanged costs a look at its size and time.

    \b
    seesame index add holidays.index holidays/ "phone/*.jpg"
    seesame index add shop.index s3://bucket/shop --threads 2
    seesame index add old.index boxes.zip list.txt annotations.json@pictures/ clip.mp4@25
    seesame index add s3://bucket/all.index s3://bucket/all --ray 10.0.0.5:6379

    What was written when the program ends, however it ends, stays and needs no repair; run it again to go on.

    Exit codes: 0 done, 3 some pictures could not be read, 4 none, 5 LanceDB is not installed, 130 interrupted.
    """
    from seesame.index import Cluster, Collection
    from seesame.inference import Finder

    finder = Finder(weights, threads=threads)
    cluster = None if ray is None else Cluster(ray, weights, threads or 1)
    with progress("adding", quiet) as report:
        _, added = Collection.add(
            collection,
            sources,
            finder,
            retry=retry,
            recall=recall,
            max_pixels=max_pixels,
            progress=report,
            cluster=cluster,
        )
    if not quiet:
        rate = f", {added.pictures / added.seconds:.1f} pictures a second" if added.pictures else ""
        complain(
            f"{added.pictures} pictures with {added.regions} regions added, {added.unchanged} unchanged; "
            f"{added.seconds:.0f} s{rate}"
        )
    if added.gone:
        complain(f"{len(added.gone)} are not there any more; take them out: seesame index remove {collection} --gone")
    if added.failed:
        complain(f"{len(added.failed)} could not be read:")
        for reason in added.failed.values():
            complain(f"  {reason}")
        raise typer.Exit(3)


@index.command(no_args_is_help=True)
def remove(
    collection: Where,
    patterns: Annotated[
        list[str] | None,
        typer.Argument(metavar="PICTURES...", help="Pictures, folders or quoted globs.", show_default=False),
    ] = None,
    gone: Annotated[bool, typer.Option("--gone", help="Whatever is not there any more.")] = False,
) -> None:
    """Take pictures out of a collection; the pictures themselves stay.

    \b
    seesame index remove holidays.index holidays/2019
    seesame index remove holidays.index --gone
    """
    if not patterns and not gone:
        raise ConfigError("nothing was named to take out; give pictures, folders or globs, or --gone")
    removed = _open(collection).remove(patterns or [], gone)
    complain(f"{len(removed)} pictures taken out")
    raise typer.Exit(0 if removed else 1)


@index.command(no_args_is_help=True)
def info(collection: Where) -> None:
    """What is in a collection, which network made it, how its index does, and what could not be read."""
    found = _open(collection).info()
    manifest, tuned = found.manifest, found.manifest.tuned
    rows = [("pictures", str(found.pictures)), ("regions", str(found.regions)), ("version", str(found.version))]
    if found.bytes_on_disk is not None:
        rows.append(("on disk", f"{found.bytes_on_disk / 1e6:.1f} MB"))
    rows += [("weights", manifest.weights_id), ("made with", manifest.made_with)]
    rows.append(("prediction", f"cosine tells the match with a correlation of {manifest.space.correlation:.3f}"))
    if tuned is None:
        rows.append(("index", "none: every region is looked at"))
    else:
        told = f"{tuned.kind}, {tuned.probes} of {tuned.partitions} partitions, built for {tuned.rows} regions"
        rows.append(("index", f"{told}; recall@10 {tuned.recall:.3f} on {tuned.questions} questions"))
    rows += [("source", each) for each in manifest.sources[:20]]
    rows += [("not read", reason) for reason in found.failed.values()]
    show_table(("what", "is"), rows)


@index.command(no_args_is_help=True)
def compact(collection: Where, recall: Recall = 0.95) -> None:
    """Sweep up what interrupted runs left, join small files, forget versions older than an hour, renew the index."""
    with progress("compacting") as report:
        swept = _open(collection).compact(recall=recall, progress=report)
    complain(f"{swept} regions of no picture swept away")


@index.command(no_args_is_help=True)
def build(collection: Where, recall: Recall = 0.95) -> None:
    """Build the index anew, for a stated recall; `add` does it by itself from 60,000 regions on."""
    with progress("building") as report:
        tuned = _open(collection).build(recall, report)
    complain(f"{tuned.kind}: recall@10 {tuned.recall:.3f} with {tuned.probes} of {tuned.partitions} partitions")


@index.command(no_args_is_help=True)
def verify(
    collection: Where,
    pictures: Annotated[bool, typer.Option("--pictures", help="Look whether every picture is still there.")] = False,
) -> None:
    """Check a collection; tells what is wrong and what mends it. Exit code 0 if all is well, else 3."""
    wrong = _open(collection).verify(pictures)
    for each in wrong:
        complain(each)
    complain("all is well" if not wrong else f"{len(wrong)} {'thing is' if len(wrong) == 1 else 'things are'} wrong")
    raise typer.Exit(3 if wrong else 0)


@index.command(no_args_is_help=True)
def clusters(
    collection: Where,
    count: Annotated[int, typer.Option(metavar="COUNT", min=1, help="How many kinds.")] = 24,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the contact sheet.")] = Path("seesame-clusters"),
) -> None:
    """What kinds of things are in a collection: regions that are alike, with a contact sheet, clusters.jpg.

    \b
    seesame index clusters holidays.index --count 12
    """
    from seesame.index.views import clusters as view

    made = view(_open(collection).tables, count)
    write_clusters(made, folder(out))
    rows = [
        (str(number), f"{100 * each.share:.1f} %", str(each.pictures), each.sights[0].path)
        for number, each in enumerate(made, 1)
    ]
    show_table(("row", "of the regions", "pictures", "most central in"), rows)
    complain(f"look at {out / 'clusters.jpg'}: a row a cluster, the largest first")


@index.command(no_args_is_help=True)
def duplicates(
    collection: Where,
    same: Annotated[
        float, typer.Option(metavar="LIKENESS", min=0.5, max=1.0, help="How alike their thumbnails must be, 0.5 to 1.")
    ] = 0.9,
) -> None:
    """Pictures that are the same or nearly so, a group after the other. Exit code 1 if there are none."""
    from seesame.index.views import duplicates as view

    groups = view(_open(collection).tables, same)
    show_table(("group", "picture"), [(str(n), path) for n, group in enumerate(groups, 1) for path in group])
    raise typer.Exit(0 if groups else 1)


@index.command(no_args_is_help=True)
def outliers(
    collection: Where,
    count: Annotated[int, typer.Option(metavar="COUNT", min=1, help="How many.")] = 20,
) -> None:
    """The pictures that are least like any other."""
    from seesame.index.views import outliers as view

    found = view(_open(collection).tables, count)
    show_table(("picture", "likeness to its neighbours"), [(each.path, f"{each.likeness:.3f}") for each in found])


def _open(where: str) -> Collection:
    from seesame.index import Collection

    return Collection.open(where)
