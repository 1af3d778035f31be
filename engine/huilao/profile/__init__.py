"""What is said about a person, checked and turned into facts.

`reader` reads a whole profile, `values` the value of one fact, known wholly or in part; `dates`, `places` and `identity` say
what is a date, a division and an ID number, `written` and `place_names` how people write dates, ages, grades and divisions; `json_text` reads JSON, `data` writes what is known back to it; `problems`
gathers what is wrong and says it without repeating what must not be repeated.
"""
