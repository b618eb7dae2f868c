-- A terminal is too narrow for the tables of the guides: each row becomes an entry, its first cell the term.

local function inlines(blocks)
  return pandoc.utils.blocks_to_inlines(blocks)
end

function Table(tab)
  local simple = pandoc.utils.to_simple_table(tab)
  local entries = {}
  for _, row in ipairs(simple.rows) do
    local text = pandoc.List()
    for column = 2, #row do
      local cell = inlines(row[column])
      if #cell > 0 then
        if #text > 0 then text:extend({ pandoc.Str(';'), pandoc.Space() }) end
        local heading = simple.headers[column] and inlines(simple.headers[column]) or {}
        if #row > 2 and #heading > 0 then
          text:extend(heading)
          text:extend({ pandoc.Str(':'), pandoc.Space() })
        end
        text:extend(cell)
      end
    end
    table.insert(entries, { inlines(row[1]), { { pandoc.Plain(text) } } })
  end
  return pandoc.DefinitionList(entries)
end
