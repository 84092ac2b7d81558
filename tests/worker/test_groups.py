from aggregator.registry.outlets import EntryPoint, Outlet
from aggregator.worker.groups import group_outlets


def outlet(name, *hosts, entry=None):
    address = f"https://{entry or hosts[0]}/list"
    names = {"zh": name, "en": name}
    entries = [EntryPoint(kind="listing", url=address)]
    return Outlet(id=name, name=names, home=f"https://{hosts[0]}/", hosts=hosts, source=name, entries=entries)


def test_outlets_with_hosts_of_their_own_are_apart():
    assert group_outlets([outlet("a", "a.example"), outlet("b", "b.example")]) == {
        "a": "host:a.example",
        "b": "host:b.example",
    }


def test_outlets_that_share_a_host_are_one_group_whatever_their_order():
    found = [
        outlet("a", "a.example"),
        outlet("b", "b.example", "shared.example"),
        outlet("c", "c.example", entry="shared.example"),
        outlet("d", "d.example", "c.example"),
    ]
    together = {"a": "host:a.example", **dict.fromkeys("bcd", "host:b.example")}
    assert group_outlets(found) == group_outlets(found[::-1]) == together


def test_a_host_stands_for_those_below_it():
    found = [outlet("a", "example.cn"), outlet("b", "m.news.example.cn"), outlet("c", "badexample.cn")]
    assert group_outlets(found) == {"a": "host:example.cn", "b": "host:example.cn", "c": "host:badexample.cn"}
