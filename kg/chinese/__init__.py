"""Chinese names and characters: folding, display conversion, readings, search keys, kin terms, forms of names."""

from kg.chinese.cbdbkin import read_cbdb_code
from kg.chinese.fold import clean, fold, fold_loose
from kg.chinese.forms import NameForm, NameRecord, name_forms, office_styles
from kg.chinese.keys import query_key, search_keys
from kg.chinese.kinship import Path, Step, path_code, reduce_path, step
from kg.chinese.kinterms import kin_term, kin_terms
from kg.chinese.readings import Reading, readings, split_name
from kg.chinese.script import to_simplified, to_traditional
from kg.chinese.wadegiles import from_wade_giles, to_wade_giles, wade_giles_readings

__all__ = [
    "NameForm",
    "NameRecord",
    "Path",
    "Reading",
    "Step",
    "clean",
    "fold",
    "fold_loose",
    "from_wade_giles",
    "kin_term",
    "kin_terms",
    "name_forms",
    "office_styles",
    "path_code",
    "query_key",
    "read_cbdb_code",
    "readings",
    "reduce_path",
    "search_keys",
    "split_name",
    "step",
    "to_simplified",
    "to_traditional",
    "to_wade_giles",
    "wade_giles_readings",
]
