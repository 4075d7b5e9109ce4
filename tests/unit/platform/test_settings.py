from pathlib import Path

import pytest

from chargehouse.platform.settings import Settings, SettingsInvalid


@pytest.fixture(autouse=True)
def _empty_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "house.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes_of(
    config: Path | None = None,
    environ: dict[str, str] | None = None,
    overrides: dict[str, object] | None = None,
) -> list[str]:
    with pytest.raises(SettingsInvalid) as refusal:
        Settings.load(config, environ=environ or {}, overrides=overrides)
    return [str(mistake) for mistake in refusal.value.mistakes]


def test_nothing_said_gives_the_defaults() -> None:
    settings = Settings.load(environ={})
    assert settings == Settings()
    assert (settings.http.host, settings.http.port) == ("127.0.0.1", 8080)
    assert settings.ocpp.port == 9000
    assert settings.database.url is None


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    config = written(tmp_path, '[http]\nhost = "a"\nport = 1\nmax_body_bytes = 5000\n')
    settings = Settings.load(
        config,
        environ={"CHARGEHOUSE_HTTP__HOST": "b", "CHARGEHOUSE_HTTP__PORT": "2"},
        overrides={"http.host": "c", "http.max_body_bytes": None},
    )
    assert (settings.http.host, settings.http.port) == ("c", 2)
    assert settings.http.max_body_bytes == 5000


def test_texts_of_the_environment_become_what_they_mean() -> None:
    settings = Settings.load(
        environ={
            "CHARGEHOUSE_OCPP__ALLOW_UNAUTHENTICATED": "true",
            "CHARGEHOUSE_ACCESS__DECISION_DEADLINE_S": "1.5",
            "CHARGEHOUSE_DATA_DIR": "elsewhere",
            "CHARGEHOUSE_ROLE": "gateway",
            "CHARGEHOUSE_BROKER__URL": "",
            "HOME": "ignored",
        }
    )
    assert settings.ocpp.allow_unauthenticated is True
    assert settings.access.decision_deadline_s == 1.5
    assert settings.data_dir == Path("elsewhere")
    assert settings.role == "gateway"
    assert settings.broker.url is None


def test_the_file_in_the_working_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "chargehouse.toml").write_text('[log]\nlevel = "debug"\n', encoding="utf-8")
    assert Settings.load(environ={}).log.level == "debug"


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    config = written(tmp_path, 'data_dir = "here"\n')
    settings = Settings.load(environ={"CHARGEHOUSE_CONFIG": str(config)})
    assert settings.data_dir == Path("here")


def test_sections_stand_within_sections(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        '[ocpi.default_party]\ncountry_code = "ES"\nparty_id = "TWK"\n'
        '[ocpi.default_party.business_details]\nname = "Watts"\n',
    )
    told = Settings.load(
        config,
        environ={"CHARGEHOUSE_OCPI__DEFAULT_PARTY__BUSINESS_DETAILS__WEBSITE": "https://w.example"},
    ).ocpi.default_party
    assert (told.country_code, told.party_id, told.role) == ("ES", "TWK", "CPO")
    assert told.business_details.name == "Watts"
    assert told.business_details.website == "https://w.example"


def test_a_default_party_that_cannot_be_is_a_mistake(tmp_path: Path) -> None:
    config = written(
        tmp_path,
        '[ocpi.default_party]\ncountry_code = "ESP"\nrole = "EMSP"\nname = "W"\n'
        'business_details = "Watts"\n',
    )
    assert mistakes_of(config) == [
        (
            f"file {config}: ocpi.default_party.country_code: must be two letters of ISO 3166-1,"
            " such as ES"
        ),
        f"file {config}: ocpi.default_party.role: must be CPO: locations and tariffs belong to one",
        (
            f"file {config}: ocpi.default_party.name: unknown; known are"
            " ocpi.default_party.country_code, ocpi.default_party.party_id, ocpi.default_party.role"
        ),
        (
            f"file {config}: ocpi.default_party.business_details: is a section: write"
            " [ocpi.default_party.business_details]"
        ),
    ]


def test_every_mistake_of_every_source_is_told_at_once(tmp_path: Path) -> None:
    config = written(tmp_path, 'role = "boss"\nhttp = 3\n[ocpp]\nport = "9"\nprot = 1\n')
    assert mistakes_of(
        config,
        {"CHARGEHOUSE_HTTP__PRT": "1", "CHARGEHOUSE_LOG__LEVEL": "loud"},
        {"http.port": 70000},
    ) == [
        f"file {config}: role: must be all, gateway, api or worker",
        f"file {config}: http: is a section: write [http]",
        f"file {config}: ocpp.port: must be a port from 1 to 65535, or 0 for any",
        f"file {config}: ocpp.prot: unknown; did you mean ocpp.port?",
        "environment: CHARGEHOUSE_HTTP__PRT: unknown; did you mean CHARGEHOUSE_HTTP__PORT?",
        "environment: CHARGEHOUSE_LOG__LEVEL: must be debug, info, warning or error",
        "command line: http.port: must be a port from 1 to 65535, or 0 for any",
    ]


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    (mistake,) = mistakes_of(environ={"CHARGEHOUSE_BROKER__QQQQ": "1"})
    assert mistake.endswith("unknown; known are CHARGEHOUSE_BROKER__URL")
    (mistake,) = mistakes_of(overrides={"zzz": 1})
    assert "known are role, data_dir, secret_key, access.*" in mistake


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"[http", "is not TOML"), (b"\xff", "is not UTF-8 text"), (None, "there is no such file")],
)
def test_an_unreadable_file_is_a_mistake(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    path = tmp_path / "house.toml"
    if content is not None:
        path.write_bytes(content)
    (mistake,) = mistakes_of(path)
    assert problem in mistake


def test_a_folder_in_the_place_of_the_file_is_a_mistake(tmp_path: Path) -> None:
    (mistake,) = mistakes_of(tmp_path)
    assert "Is a directory" in mistake


def test_settings_that_contradict_each_other_are_mistakes(tmp_path: Path) -> None:
    absent = tmp_path / "cert.pem"
    assert mistakes_of(overrides={"ocpp.tls_cert": absent}) == [
        "all sources: ocpp.tls_cert: goes together with ocpp.tls_key",
        f"all sources: ocpp.tls_cert: cannot read the file {absent}",
    ]
    assert "all sources: ocpp.tls_client_ca: needs ocpp.tls_cert as well" in mistakes_of(
        overrides={"ocpp.tls_client_ca": absent}
    )


def test_secrets_are_in_no_repr_and_in_no_mistake() -> None:
    environ = {
        "CHARGEHOUSE_DATABASE__URL": "postgresql://user:hunter2@host/name",
        "CHARGEHOUSE_BROKER__URL": "nats://user:hunter2@host:4222",
        "CHARGEHOUSE_SECRET_KEY": "ab" * 32,
    }
    shown = repr(Settings.load(environ=environ))
    assert "hunter2" not in shown
    assert "abab" not in shown
    mistakes = mistakes_of(
        environ={
            "CHARGEHOUSE_DATABASE__URL": "mysql://user:hunter2@host/name",
            "CHARGEHOUSE_SECRET_KEY": "abab",
        }
    )
    assert "hunter2" not in str(mistakes)
    assert "abab" not in str(mistakes)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Settings().http.port = 1  # type: ignore[misc]
