{# The day of a point in time. Without a zone it would be another day for another session. #}
{% macro day_in_utc(column) -%}
    ({{ column }} at time zone 'UTC')::date
{%- endmacro %}
