"""The channel file: errors name file, key and variable; it contains no secret."""

import re

import pytest

from aggregator.errors import SeedError
from aggregator.publish.channels import load_channels
from aggregator.registry.files import layers_of
from tests.publish.editions import ROOT, SEEDS

SMTP = 'kind = "smtp"\nhost = "mail.example"\nfrom = "desk@news.example"\nto = ["a@paper.example"]\n'
HOOK = 'kind = "webhook"\nurl = "https://cms.example/hook"\nsecret_env = "HOOK_SECRET"\n'


def load(tmp_path, text, **environment):
    path = tmp_path / "channels.toml"
    path.write_text(text, "utf-8")
    return load_channels(layers_of(SEEDS), environment, path)


def table(text, name="one"):
    return f'[[channels]]\nid = "{name}"\n{text}'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (table('kind = "fax"'), ["channels[0]", "fax"]),
        (table('kind = "folder"\npath = "x"\ncolour = "red"'), ["channels[0].colour", "unknown key"]),
        (table('kind = "folder"'), ["channels[0].path"]),
        ('[[channel]]\nid = "a"', ["channel:", "unknown key"]),
        (
            table('kind = "folder"\npath = "x"\neditions = ["midnight"]'),
            ["channels[0].editions", "midnight", "evening"],
        ),
        (table('kind = "folder"\npath = "x"\nlanguages = ["fr"]'), ["channels[0].languages"]),
        (table('kind = "folder"\npath = "x"\n') + table('kind = "site"\npath = "y"'), ["channels[1].id", "'one'"]),
        (table('kind = "site"\npath = "x"\nfolder = "../{key}"'), ["channels[0].folder"]),
        (table('kind = "site"\npath = "x"\nfolder = "today"'), ["channels[0].folder", "{key}"]),
        (table(SMTP + 'user = "desk"'), ["channels[0]", "password_env"]),
        (table(SMTP + 'user = "desk"\npassword = "right"\n'), ["channels[0].password", "unknown key"]),
        (table(SMTP + 'user = "d"\npassword_env = "P"\nsecurity = "none"'), ["channels[0]", "starttls"]),
        (table(SMTP + 'user = "desk"\npassword_env = "MAIL_PASSWORD"'), ["channels[0].password_env", "MAIL_PASSWORD"]),
        (table(SMTP.replace("a@paper.example", "nobody")), ["channels[0].to[0]", "nobody"]),
        (table(SMTP.replace("desk@news.example", "Desk <d@news.example")), ["channels[0].from"]),
        (table(SMTP + 'subject = "{headline}"'), ["channels[0].subject", "{title}"]),
        (table(HOOK), ["channels[0].secret_env", "HOOK_SECRET"]),
        (table(HOOK.replace("https", "http")), ["channels[0]", "https"]),
        (table(HOOK.replace("https", "http") + "allow_loopback = true"), ["channels[0]", "https"]),
        (table(HOOK.replace("https://cms.example", "http://127.0.0.1")), ["channels[0]", "allow_loopback"]),
        (table('kind = "chat"\nurls_env = ["CHAT_URL"]'), ["channels[0].urls_env", "CHAT_URL"]),
    ],
)
def test_an_error_is_one_line_with_file_and_key(tmp_path, text, says):
    with pytest.raises(SeedError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'channels.toml'}: ")
    assert "\n" not in message
    assert all(word in message for word in says), message


def test_an_empty_secret_is_missing(tmp_path):
    with pytest.raises(SeedError, match="HOOK_SECRET is not set"):
        load(tmp_path, table(HOOK), HOOK_SECRET="")


@pytest.mark.parametrize(
    ("url", "says"),
    [("not a url", "not a URL that Apprise knows"), ("tgram://123456789:abcdefg_hijklmnop/11/22/", "several groups")],
)
def test_an_unusable_chat_url_is_named_only_by_its_variable(tmp_path, url, says):
    with pytest.raises(SeedError) as caught:
        load(tmp_path, table('kind = "chat"\nurls_env = ["CHAT_URL"]'), CHAT_URL=url)
    assert "CHAT_URL" in str(caught.value)
    assert says in str(caught.value)
    assert url not in str(caught.value)


def test_the_example_in_the_docs_is_a_channel_file(tmp_path):
    text = (ROOT / "docs" / "operator.md").read_text("utf-8")
    section = text[text.index("## Channels") : text.index("\nPasswords")]
    example = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    secrets = dict.fromkeys(re.findall(r"NEWSDESK_\w+", example), "json://127.0.0.1")
    channels = load(tmp_path, example, **secrets)
    kinds = [channel.plan.kind for channel in channels.by_id.values()]
    assert kinds == ["folder", "site", "smtp", "webhook", "chat"]


def test_without_a_file_there_are_no_channels():
    assert load_channels(layers_of(SEEDS), {}).by_id == {}


def test_a_file_that_is_named_must_exist(tmp_path):
    with pytest.raises(SeedError, match=r"nowhere\.toml"):
        load_channels(layers_of(SEEDS), {}, tmp_path / "nowhere.toml")


def test_channels_take_the_editions_and_languages_that_they_name(tmp_path):
    folder = 'kind = "folder"\npath = "x"\n'
    channels = load(
        tmp_path,
        table(folder, "all")
        + table(folder + 'editions = ["morning"]\n', "mornings")
        + table(folder + 'languages = ["en"]\n', "english")
        + table(folder + "enabled = false\n", "off")
        + table(SMTP + 'editions = ["evening"]\n', "mail"),
    )
    assert channels.taking("evening", "zh") == {"all": True, "mail": False}
    assert channels.taking("morning", "en") == {"all": True, "mornings": True, "english": True}


def test_a_secret_is_not_shown_with_its_channel(tmp_path):
    channels = load(tmp_path, table(HOOK) + table(SMTP, "mail"), HOOK_SECRET="harbour-secret")
    assert "harbour-secret" not in repr(channels)
    assert "harbour-secret" not in repr(channels.by_id["one"].sender)
